/** What an evaluator says of itself every few seconds: JSON in the hash `evaluators` of each environment that it serves. */
export interface EvaluatorReport {
  /** Random for each process. */
  readonly id: string;
  readonly host: string;
  readonly version: number;
  readonly hash: string;
  readonly commit: string | null;
  /** UTC epoch ms of the report, by the evaluator's clock. */
  readonly at: number;
  /** The newest head of the audit chain that it saw; `seq` in digits. null: none. */
  readonly auditHead: { readonly seq: string; readonly hash: string } | null;
  /** Snapshots and lists of keys that it refused since it started (wrong hash, signature, format). */
  readonly refused: number;
}
