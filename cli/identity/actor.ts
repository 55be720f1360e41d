import type { Policy } from './policy.ts';

/** Who runs a command. @see contract 9 */
export interface Actor {
  /** `database:sam`, `github:samortiz`, `clerk:user_2sam`, `local:dev`. */
  readonly identity: string;
  /** The name that `people` of the published policy maps it to, or null. */
  readonly person: string | null;
}

/** Who publishes, and what they may do by break-glass. */
export interface Publisher {
  /** @param policy whose `people` name persons: the published one, or the commit's for a first publish. */
  actor(policy: Policy): Actor;
  /** Whether they have a role that this policy's `breakGlass` names. */
  mayBreakGlass(policy: Policy, environment: string): boolean;
  /**
   * Their roles there; null where roles are not in use. For those of whom more is known than an identity: what their
   * organisation says they are. Left out: what `access` gives their identity.
   */
  rolesIn?(policy: Policy, environment: string): readonly string[] | null;
}
