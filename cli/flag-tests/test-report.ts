import type { Evaluation, Json } from '@flagforge/sdk/engine';
import type { Expectation } from '../compile/index.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** One assertion and how it went. */
export interface Assertion {
  readonly flag: string;
  /** Relative to the project's folder. */
  readonly file: string;
  /** Of the test in its file, from 1. */
  readonly line: number;
  readonly environment: string;
  readonly name: string;
  /** What the matrix put into the context, by path; empty without a matrix. */
  readonly matrix: readonly (readonly [key: string, value: Json])[];
  readonly context: Json;
  /** UTC epoch ms at which it was evaluated. */
  readonly now: number;
  /** Whether the test says so itself. */
  readonly hasNow: boolean;
  readonly expected: Expectation;
  readonly received: Evaluation;
  /** null: passed. */
  readonly why: string | null;
}

export interface TestedFile {
  readonly file: string;
  readonly assertions: readonly Assertion[];
  readonly elapsedMs: number;
}

/** What a run of the tests found. */
export interface TestReport {
  readonly files: readonly TestedFile[];
  /** Findings of the project; with an error among them the report's assertions may be fewer than the tests. */
  readonly diagnostics: readonly Diagnostic[];
  readonly passed: number;
  readonly failed: number;
  readonly elapsedMs: number;
}

/** The name of an assertion: that of its test, and what its matrix chose. */
export function assertionName({ environment, name, matrix }: Assertion): string {
  const chosen = matrix.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ');
  return `${environment}: ${name}${chosen === '' ? '' : ` (${chosen})`}`;
}

/** Whether a run is good: every assertion passed, and no finding is an error. */
export function isGreen(report: TestReport): boolean {
  return report.failed === 0 && !report.diagnostics.some(({ severity }) => severity === 'error');
}
