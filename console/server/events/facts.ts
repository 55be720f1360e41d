/** How far a project is: what costs little to ask, and is another one whenever something changed. */
import type { ChangedPart, ChangeEventJson } from '../../api/event-json.ts';
import type { HostedProject } from '../projects/hosted-project.ts';

export interface Facts {
  readonly commit: string;
  readonly environments: ReadonlyMap<string, { readonly version: number; readonly keysVersion: number }>;
  /** A text of numbers, heads and instants. */
  readonly requests: string;
}

/** Of GitHub, how many requests are looked at: those that were opened last. */
const REQUESTS = 30;

/** What the forge tells. @throws CommandError (3) when it cannot be reached. */
export interface ForgeFacts {
  readonly commit: string;
  readonly requests: string;
}

/** Asks the forge. The local one keeps its requests in the database, so that only its branch is asked for here. */
export async function loadForgeFacts({ forge, newestCommit }: HostedProject): Promise<ForgeFacts> {
  const [commit, requests] = await Promise.all([
    newestCommit(),
    forge.kind === 'local' ? [] : forge.list({ state: 'all', limit: REQUESTS }),
  ]);
  return { commit, requests: requests.map(({ number, head, updatedAt }) => `${number} ${head} ${updatedAt}`).join() };
}

/** Asks the database, in one small transaction. @throws CommandError (3) when it does not answer. */
export async function loadStoredFacts({ database, name }: HostedProject): Promise<Omit<Facts, 'commit'>> {
  const { organization, project } = name;
  return database.transaction({ as: 'publisher', organization, isReadOnly: true }, async (tx) => {
    // By the primary keys of flagforge.environments, change_requests and reviews.
    const rows = await tx.query<{ environment: string; version: number; keysVersion: number }>(
      `select environment, version, keys_version as "keysVersion" from flagforge.environments
       where organization = $1 and project = $2`,
      [organization, project],
    );
    const [stamp] = await tx.query<{ requests: string }>(
      `select concat_ws(' ',
         (select count(*) from flagforge.change_requests where organization = $1 and project = $2),
         (select extract(epoch from max(updated_at)) from flagforge.change_requests
          where organization = $1 and project = $2),
         (select max(id) from flagforge.reviews where organization = $1 and project = $2)) as requests`,
      [organization, project],
    );
    return {
      environments: new Map(
        rows.map(({ environment, version, keysVersion }) => [environment, { version, keysVersion }]),
      ),
      requests: stamp?.requests ?? '',
    };
  });
}

/** What differs; empty: nothing. */
export function partsChanged(before: Facts, after: Facts): readonly ChangedPart[] {
  const changed = new Set<ChangedPart>();
  if (before.commit !== after.commit) for (const part of ['flags', 'environments'] as const) changed.add(part);
  if (before.requests !== after.requests) changed.add('requests');
  for (const name of new Set([...before.environments.keys(), ...after.environments.keys()])) {
    const [old, now] = [before.environments.get(name), after.environments.get(name)];
    if (old?.version !== now?.version)
      for (const part of ['flags', 'environments', 'audit'] as const) changed.add(part);
    if (old?.keysVersion !== now?.keysVersion) for (const part of ['keys', 'audit'] as const) changed.add(part);
  }
  return [...changed];
}

export function eventOf(facts: Facts, what: readonly ChangedPart[]): ChangeEventJson {
  const versions = [...facts.environments].filter(([, { version }]) => version > 0);
  return {
    ...{ what, commit: facts.commit, requests: facts.requests },
    environments: Object.fromEntries(versions.map(([name, { version }]) => [name, version])),
  };
}
