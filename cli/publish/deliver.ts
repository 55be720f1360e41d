/** Carries what Postgres says of an environment to the targets, and notes in the outbox what has arrived. */
import { codedError } from '../coded-error.ts';
import type { Database, Transaction } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import { nodeSha256 } from '../project.ts';
import type { DocumentKind, Place, Target } from '../targets/target.ts';
import { isWhole } from './is-whole.ts';
import { keysDocument } from './keys-document.ts';
import { readPublished } from './read-published.ts';
import { type Delivery, type DeliveryStep, type DocumentState, syncTarget } from './sync-target.ts';

/** A snapshot as the tables have it, so that it need not be read again. */
export interface KnownSnapshot {
  readonly version: number;
  readonly hash: string;
  readonly body: string;
  /** True: it was written just now, so no target has it. Default true. */
  readonly isNew?: boolean;
}

/**
 * Brings every target to what Postgres says of an environment now: its snapshot, and the hashes of its API keys. What a
 * target holds already is left as it is; what is ahead of Postgres is left alone and reported. Whatever waits in the
 * outbox for what has arrived is marked as done; the rest is left to the next publish, or to `publish --resume`.
 * Does not reject for a target that is down: that is an outcome.
 * @param known what the caller has written, or read, just now. What is new is offered without asking first what is held.
 * @throws CommandError (3) when Postgres cannot be reached.
 */
export async function deliver(
  database: Database,
  targets: readonly Target[],
  place: Place,
  known: KnownSnapshot | null = null,
  onStep: (step: DeliveryStep) => void = () => {},
): Promise<readonly Delivery[]> {
  if (targets.length === 0) return [];
  const deliveries: Delivery[] = [];
  const keys = await loadKeys(database, place);
  for (const target of targets) {
    const snapshot = await deliverSnapshot(database, target, place, known, onStep);
    if (snapshot !== null) deliveries.push(snapshot);
    if (keys === null) continue;
    // Of a target that is down one problem is enough.
    if (snapshot?.outcome === 'failed') continue;
    deliveries.push(await syncTarget(target, keys.state, async () => keys.body, { isNew: false }));
  }
  await noteDeliveries(database, place, deliveries);
  return deliveries;
}

/** How often a snapshot is looked at again because another publisher was faster. */
const ATTEMPTS = 5;

async function deliverSnapshot(
  database: Database,
  target: Target,
  place: Place,
  known: KnownSnapshot | null,
  onStep: (step: DeliveryStep) => void,
): Promise<Delivery | null> {
  let state = known === null ? await loadState(database, place) : stateOf(place, known);
  for (let attempt = 1; state !== null; attempt += 1) {
    const { version } = state;
    const load = async (): Promise<string> =>
      version === known?.version && known.isNew !== false ? known.body : loadWhole(database, place, version);
    const delivery = await syncTarget(target, state, load, {
      isNew: version === known?.version && known.isNew !== false,
      onStep,
    });
    if (delivery.outcome !== 'ahead' || attempt === ATTEMPTS) return delivery;
    // Ahead of what was written here, or of the truth? Another publisher may have written a version since.
    const now = await loadState(database, place);
    if (now === null || now.version === version) return delivery;
    state = now;
  }
  return null;
}

function stateOf(place: Place, { version, hash, body }: KnownSnapshot): DocumentState {
  return { place, kind: 'snapshot', version, hash, digest: nodeSha256(body) };
}

interface StateRow {
  readonly version: number;
  readonly hash: string;
  readonly digest: string;
}

/** What is served by Postgres now; null before the first publish. The digest is worked out there: the body stays there. */
async function loadState(database: Database, place: Place): Promise<DocumentState | null> {
  const [row] = await reading(database, place, (tx) =>
    tx.query<StateRow>(
      `select e.version, e.hash, encode(sha256(convert_to(s.body, 'UTF8')), 'hex') as digest
       from flagforge.environments e
       join flagforge.snapshots s using (organization, project, environment, version)
       where e.organization = $1 and e.project = $2 and e.environment = $3`,
      [place.organization, place.project, place.environment],
    ),
  );
  return row === undefined ? null : { place, kind: 'snapshot', ...row };
}

/**
 * The body of a version, if it is what was published under that number: a damaged one is never put over a good copy.
 * @throws CommandError (1, FF3009) when it is not.
 */
async function loadWhole(database: Database, place: Place, version: number): Promise<string> {
  const published = await reading(database, place, (tx) => readPublished(tx, place));
  if (published.body !== null && published.version === version && isWhole(published)) return published.body;
  throw codedError(EXIT.findings, 'FF3009', { environment: place.environment, version });
}

/** null before the first key. */
async function loadKeys(database: Database, place: Place): Promise<{ state: DocumentState; body: string } | null> {
  const { body, ...document } = await reading(database, place, (tx) => keysDocument(tx, place));
  return document.version === 0 ? null : { state: { ...document, digest: document.hash }, body };
}

const reading = <Result>(
  database: Database,
  { organization }: Place,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> => database.transaction({ as: 'publisher', organization, isReadOnly: true }, work);

/** Marks what waits for a version that has arrived, or an older one, as done; counts the attempt where it has not. */
export async function noteDeliveries(database: Database, place: Place, deliveries: readonly Delivery[]): Promise<void> {
  const { organization, project, environment } = place;
  const noted = deliveries.filter(({ target }) => target !== 'bus');
  if (noted.length === 0) return;
  const rows = noted.map(({ target, kind, version, outcome, problem }) => {
    const hasArrived = outcome === 'written' || outcome === 'held';
    return {
      target,
      document: kind satisfies DocumentKind,
      version,
      error: hasArrived ? null : (problem?.message ?? outcome),
    };
  });
  await database.transaction({ as: 'publisher', organization }, (tx) =>
    tx.query(
      `update flagforge.outbox o set
         attempts = o.attempts + 1, last_error = noted.error,
         done_at = case when noted.error is null then transaction_timestamp() end
       from json_to_recordset($4::json) as noted (target text, document text, version bigint, error text)
       where o.organization = $1 and o.project = $2 and o.environment = $3 and o.done_at is null
         and o.target = noted.target and o.document = noted.document and o.version <= noted.version`,
      [organization, project, environment, JSON.stringify(rows)],
    ),
  );
}
