/** A kill that lies over what is published. */
export interface KillJson {
  readonly flag: string;
  readonly environment: string;
  /** null: nobody knows. */
  readonly by: string | null;
  /** ISO 8601. */
  readonly at: string | null;
  readonly reason: string | null;
  /** The open change request that would write it into git; null: there is none. */
  readonly request: number | null;
}
