/** What serving an older version again would do. */
import type { Snapshot } from '@flagforge/sdk/engine';
import { codedError } from '../coded-error.ts';
import type { Transaction } from '../database/database.ts';
import type { Change } from '../diff/change.ts';
import { diffSnapshots } from '../diff/diff-snapshots.ts';
import { EXIT } from '../exit-codes.ts';
import type { ProjectName } from '../project-name.ts';
import { type Published, readVersion } from '../publish/read-published.ts';
import type { Place } from '../targets/target.ts';
import { refuseWithoutBreakGlass } from './break-glass.ts';
import type { EmergencyTools } from './emergency-tools.ts';
import { type Hold, holdOf } from './overlays.ts';
import { loadPublishedEnvironments } from './published-environments.ts';
import { historyLines } from './render-history.ts';
import {
  type PastVersion,
  readPastVersion,
  readVersionHistory,
  readVersionOrigin,
  type VersionOrigin,
} from './version-history.ts';
import { refuseDamaged } from './write-emergency.ts';

export interface RollbackRequest {
  readonly project: ProjectName;
  readonly environment: string;
  readonly version: number;
  /** Why; goes into the audit log. */
  readonly reason: string;
}

export interface RollbackPlan {
  readonly request: RollbackRequest;
  readonly before: Published;
  /** The version that is to be served again. */
  readonly restored: PastVersion;
  readonly content: Snapshot;
  /** The version that its content was published, or restored, as. */
  readonly origin: VersionOrigin;
  /** What changes back, by content; kills and the hold aside. */
  readonly changes: readonly Change[];
  /** Flags that the published commit kills and the restored content does not. */
  readonly noLongerKilled: readonly string[];
  /** null: what is restored is the newest published commit's content, so that publishing has nothing to wait for. */
  readonly hold: Hold | null;
}

/** How many versions a refusal lists. */
export const HISTORY_LENGTH = 10;

/**
 * Reads what is served and what is to be served again. Writes nothing.
 * @throws CommandError (2) for an environment or a version that was never published, for the version that is served and
 * for one of the same content; (1) without break-glass rights, or for a version that is damaged; (3) when Postgres fails.
 */
export async function planRollback(tools: EmergencyTools, request: RollbackRequest): Promise<RollbackPlan> {
  const { project, environment, version } = request;
  const [before] = await loadPublishedEnvironments(tools.database, project, [environment]);
  if (before === undefined) throw new TypeError('loadPublishedEnvironments answers with what is asked for');
  const place = { ...project, environment };
  const found = await tools.database.transaction(
    { as: 'publisher', organization: project.organization, isReadOnly: true },
    (tx) => readRestored(tx, place, version, before, tools.now()),
  );
  const { restored, content, origin, withdrawn } = found;
  if (version === before.version) throw codedError(EXIT.usage, 'FF3030', { environment, version });
  if (restored.contentHash === before.contentHash)
    throw codedError(EXIT.usage, 'FF3031', { environment, version, current: before.version });
  const denied = refuseWithoutBreakGlass(tools.publisher, before, `roll back to v${version}`);
  if (denied !== null) throw denied;
  refuseDamaged({ ...before, version, snapshot: content, contentHash: restored.contentHash, hash: content.hash });
  const changes = diffSnapshots(before.snapshot, content).filter(
    ({ subject }) => subject !== 'kill' && subject !== 'hold',
  );
  const held = holdOf(before.overlays);
  const isWithdrawn = held !== null && withdrawn === restored.contentHash;
  return {
    ...{ request, before, restored, content, origin, changes },
    noLongerKilled: changes.flatMap((change) => (killsBefore(change) ? [change.name] : [])),
    hold: isWithdrawn ? null : (held ?? { kind: 'hold', commit: before.tip ?? '', version: before.version }),
  };
}

interface Restored {
  readonly restored: PastVersion;
  readonly content: Snapshot;
  readonly origin: VersionOrigin;
  /** The content hash of what a hold withdrew; null while nothing is held. */
  readonly withdrawn: string | null;
}

async function readRestored(
  tx: Transaction,
  place: Place,
  version: number,
  before: Published,
  now: number,
): Promise<Restored> {
  const restored = await readPastVersion(tx, place, version);
  const content = await readVersion(tx, place, version);
  const origin = await readVersionOrigin(tx, place, version);
  if (restored === null || content === null || origin === null) {
    const history = await readVersionHistory(tx, place, HISTORY_LENGTH);
    const args = { environment: place.environment, version, current: before.version };
    throw codedError(EXIT.usage, 'FF3029', args, ...historyLines(history, now));
  }
  const hold = holdOf(before.overlays);
  const withdrawn = hold === null ? null : await readPastVersion(tx, place, hold.version);
  return { restored, content, origin, withdrawn: withdrawn?.contentHash ?? null };
}

/** Whether a flag was killed by its file before the change, and is not after it. */
function killsBefore({ subject, oldState, newState }: Change): boolean {
  if (subject !== 'flag' || oldState === null || newState === null) return false;
  return isKilled(oldState) && !isKilled(newState);
}

const isKilled = (state: string): boolean => (JSON.parse(state) as { readonly killed?: boolean }).killed === true;
