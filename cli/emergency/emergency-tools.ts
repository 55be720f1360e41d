import type { Database } from '../database/database.ts';
import type { Publisher } from '../identity/actor.ts';
import type { ApprovalSource } from '../identity/approvals.ts';
import type { Signer } from '../publish/signing.ts';
import type { Target } from '../targets/target.ts';

/** What a kill, a revive or a rollback works with: the command's, the console's, or those of `dev`. */
export interface EmergencyTools {
  readonly database: Database;
  readonly targets: readonly Target[];
  /** Who asks, and what they may do by break-glass. */
  readonly publisher: Publisher;
  readonly approvals: ApprovalSource;
  readonly sign: Signer | null;
  /** The wall clock, UTC epoch ms. */
  readonly now: () => number;
}
