import type { Args } from '../diagnostics/diagnostic.ts';

/** One thing that `audit verify` found to be other than it was written. Words come from the table of codes. */
export interface AuditFinding {
  /** FF3040-FF3071. */
  readonly code: string;
  readonly args: Args;
  /** The entry at which it shows, or the first of several; null where it is of no entry. */
  readonly seq: number | null;
  readonly project: string | null;
  readonly environment: string | null;
  readonly version: number | null;
}

/** A finding about the log as a whole, or at one entry of it. */
export function findingAt(code: string, seq: number | null, args: Args): AuditFinding {
  return { code, args, seq, project: null, environment: null, version: null };
}

/** A finding about one version of an environment, at the first entry that tells of it. */
export function findingOf(
  code: string,
  about: { readonly project: string; readonly environment: string | null; readonly version: number | null },
  seq: number | null,
  args: Args,
): AuditFinding {
  const { project, environment, version } = about;
  return { code, args, seq, project, environment, version };
}
