import type { Database } from '../database/database.ts';
import { noteDeliveries } from '../publish/deliver.ts';
import { keysDocument } from '../publish/keys-document.ts';
import { type Delivery, syncTarget } from '../publish/sync-target.ts';
import type { Place, Target, TargetDocument } from '../targets/target.ts';

/**
 * Carries the keys of an environment to every target and reads them back, all targets at once: a key that was revoked
 * is refused as soon as evaluators hear of it. The snapshot is left to publish, which takes longer.
 * Does not reject for a target that is down: that is an outcome, and waits in the outbox.
 * @throws CommandError (3) when Postgres cannot be reached.
 */
export async function deliverKeys(
  database: Database,
  targets: readonly Target[],
  place: Place,
): Promise<readonly Delivery[]> {
  if (targets.length === 0) return [];
  let { body, ...document } = await load(database, place);
  for (let attempt = 1; ; attempt += 1) {
    const state = { ...document, digest: document.hash };
    const deliveries = await Promise.all(
      targets.map((target) => syncTarget(target, state, async () => body, { isNew: true })),
    );
    const now = deliveries.some(({ outcome }) => outcome === 'ahead') ? await load(database, place) : null;
    // Ahead of what was read here, or of the truth? Somebody may have changed keys since.
    if (now === null || now.version === document.version || attempt === ATTEMPTS) {
      await noteDeliveries(database, place, deliveries);
      return deliveries;
    }
    ({ body, ...document } = now);
  }
}

/** How often the keys are looked at again because somebody else was faster. */
const ATTEMPTS = 5;

function load(database: Database, place: Place): Promise<TargetDocument> {
  return database.transaction({ as: 'publisher', organization: place.organization, isReadOnly: true }, (tx) =>
    keysDocument(tx, place),
  );
}
