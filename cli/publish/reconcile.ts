/** Compares Postgres with every target, and brings those that are behind forward: what a crash left is repaired here. */
import type { Database } from '../database/database.ts';
import type { Place, Target } from '../targets/target.ts';
import { deliver } from './deliver.ts';
import type { Delivery } from './sync-target.ts';

/** An environment, and how the targets stand to it. */
export interface ReconciledEnvironment {
  readonly place: Place;
  /** What Postgres says. */
  readonly version: number;
  readonly deliveries: readonly Delivery[];
}

/**
 * Brings the targets to what Postgres says of every environment of a project that was published or has keys. It looks at what is, not at what
 * waits in the outbox, so that it also mends a target that lost its data. A target that is ahead is left alone: its
 * delivery says `ahead`.
 * @throws CommandError (3) when Postgres cannot be reached; targets that cannot are outcomes.
 * @see .github/decisions/0008-publish-protocol.md
 */
export async function reconcile(
  database: Database,
  targets: readonly Target[],
  project: { readonly organization: string; readonly project: string },
): Promise<readonly ReconciledEnvironment[]> {
  const reconciled: ReconciledEnvironment[] = [];
  for (const { environment, version } of await publishedEnvironments(database, project)) {
    const place = { organization: project.organization, project: project.project, environment };
    reconciled.push({ place, version, deliveries: await deliver(database, targets, place) });
  }
  return reconciled;
}

interface PublishedEnvironmentRow {
  readonly environment: string;
  readonly version: number;
}

function publishedEnvironments(
  database: Database,
  { organization, project }: { readonly organization: string; readonly project: string },
): Promise<readonly PublishedEnvironmentRow[]> {
  return database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
    tx.query<PublishedEnvironmentRow>(
      `select environment, version from flagforge.environments
       where organization = $1 and project = $2 and (version > 0 or keys_version > 0)
       order by environment collate "C"`,
      [organization, project],
    ),
  );
}
