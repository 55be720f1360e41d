import type { JsonDiagnostic } from 'flagforge/diagnostics';

/** What every route answers where it cannot do what was asked (RFC 9457). */
export interface ProblemJson {
  readonly status: number;
  /** `FF4404`; `flagforge explain` knows it. */
  readonly code?: string;
  readonly title: string;
  readonly detail?: string;
  readonly hints?: readonly string[];
  /** Findings of the compiler, where the change does not compile. */
  readonly diagnostics?: readonly JsonDiagnostic[];
}
