/** Who runs a command. @see contract 9 */
export interface Actor {
  /** `database:sam`, `github:samortiz`, `clerk:user_2sam`, `local:dev`. */
  readonly identity: string;
  /** The name that `people` of the published policy maps it to, or null. */
  readonly person: string | null;
}
