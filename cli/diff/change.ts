/** One difference between two snapshots of an environment, and one entry of the audit log. */
export type ChangeSubject = 'flag' | 'segment' | 'group' | 'environment' | 'kill' | 'hold';

/**
 * `name` is the key of the flag, the name of the segment or the group; for a kill the flag's key; for the environment
 * (its unit, overrides and format) and a hold the environment's name. States are canonical JSON text; null: it is not there.
 */
export interface Change {
  readonly subject: ChangeSubject;
  readonly name: string;
  readonly oldState: string | null;
  readonly newState: string | null;
}
