import type { Log } from '../log.ts';
import type { StoreHealth } from '../snapshots/source.ts';
import { checkHeads, type Head } from './audit-heads.ts';
import type { DocumentKind, Project } from './documents.ts';
import { jittered, retryDelay } from './loop.ts';
import { createOnceLog } from './once.ts';
import { lookAtPostgres, type PostgresHeading, type PostgresLook, type SchemaProblem } from './postgres.ts';
import { type PostgresConnection, postgresProblem } from './postgres-client.ts';
import type { Shelf } from './shelf.ts';

/** Brings the shelf to what Postgres says. */
export interface PostgresFollower {
  /** Looks once. Never rejects; answers how many ms to wait until the next time. */
  look(): Promise<number>;
  /** Whether any look found a schema that this server reads. */
  hasAnswered(): boolean;
  /** The newest head of the audit chain that was seen, here or before on this machine. */
  head(): Head | null;
  health(): StoreHealth;
}

export interface PostgresFollowerOptions {
  readonly connection: PostgresConnection;
  readonly shelf: Shelf;
  readonly project: Project;
  /** null: every environment that was published. */
  readonly environments: readonly string[] | null;
  /** What was remembered before this process began. */
  readonly head: Head | null;
  /** How long to wait, before jitter: short while no other store does. */
  readonly pollMs: () => number;
  readonly clock: () => number;
  readonly log: Log;
  readonly onHead: (head: Head) => void;
  /** Called at the first answer, with the breaking migration that this server does not know, if there is one. */
  readonly onSchema: (tooNew: string | null) => void;
}

/** A document that was refused is not fetched again sooner: it may be large. */
const REFUSED_MS = 10_000;

export function createPostgresFollower(options: PostgresFollowerOptions): PostgresFollower {
  const { connection, shelf, project, environments, clock, log } = options;
  const { once, change } = createOnceLog(log);
  const { address } = connection;
  const refused = new Map<string, number>();
  let head = options.head;
  let answered = false;
  let wasConnected = false;
  let failures = 0;
  let answeredAt: number | null = null;

  const headingOf = (kind: DocumentKind, { environment, version, keysVersion }: PostgresHeading) => ({
    store: 'postgres' as const,
    kind,
    environment,
    version: kind === 'snapshot' ? version : keysVersion,
  });
  const nameOf = (kind: DocumentKind, row: PostgresHeading): string =>
    `${kind} ${row.environment} ${headingOf(kind, row).version} ${row.hash}`;

  /** Whether a body is worth its reading: it is newer, or it settles what is true of that version. */
  const isWanted = (kind: DocumentKind, row: PostgresHeading): boolean => {
    const { environment } = row;
    const { version } = headingOf(kind, row);
    if (version < 1 || environments?.includes(environment) === false) return false;
    const waitMs = (refused.get(nameOf(kind, row)) ?? 0) - clock();
    // More than was ever waited for: the clock was set back.
    if (waitMs > 0 && waitMs <= REFUSED_MS) return false;
    const held = shelf.held(kind, environment);
    if (held === null || version > held.version) return true;
    if (version < held.version) return false;
    return kind === 'snapshot' ? row.hash !== held.hash : held.store !== 'postgres';
  };

  const take = (
    { headings, documents }: PostgresLook,
    before: ReadonlyMap<string, ReturnType<Shelf['held']>>,
  ): void => {
    for (const row of headings) {
      for (const kind of ['snapshot', 'keys'] as const) {
        const heading = headingOf(kind, row);
        const held = before.get(`${kind} ${row.environment}`) ?? null;
        if (held !== null && heading.version < held.version) shelf.noteOlder(heading, held);
      }
    }
    for (const document of documents) {
      const row = headings.find(({ environment }) => environment === document.environment);
      if (shelf.offer(document) === 'refused' && row !== undefined) {
        if (refused.size > 1_000) refused.clear();
        refused.set(nameOf(document.kind, row), clock() + REFUSED_MS);
      }
    }
    followHead(headings.flatMap((row) => row.head ?? []));
    const isEmpty = headings.every(({ version }) => version === 0);
    change('project', isEmpty ? { level: 'warn', event: 'nothing_published', address, ...project } : null);
  };

  const followHead = (heads: readonly Head[]): void => {
    const checked = checkHeads(head, heads);
    if (checked.change !== null && head !== null && checked.seen !== null) {
      const { seq, hash } = checked.seen;
      const about = { organization: project.organization, change: checked.change, seq, hash };
      once({
        level: 'error',
        event: 'audit_head_changed',
        ...about,
        rememberedSeq: head.seq,
        rememberedHash: head.hash,
      });
    }
    if (checked.head !== head && checked.head !== null) options.onHead(checked.head);
    head = checked.head;
  };

  const refuseSchema = (problem: SchemaProblem): void => {
    if (problem.schema === 'too_new') {
      const { migration } = problem;
      change('postgres', { level: 'error', event: 'schema_too_new', address, migration });
    } else change('postgres', { level: 'error', event: 'schema_missing', address, hint: 'run flagforge migrate' });
  };

  return {
    async look() {
      const before = new Map(
        shelf
          .environments()
          .flatMap((name) =>
            (['snapshot', 'keys'] as const).map((kind) => [`${kind} ${name}`, shelf.held(kind, name)]),
          ),
      );
      try {
        const found = await lookAtPostgres(connection, project, isWanted);
        const isFirst = !answered || failures > 0;
        if (!wasConnected) options.onSchema('schema' in found && found.schema === 'too_new' ? found.migration : null);
        wasConnected = true;
        failures = 0;
        answeredAt = clock();
        if ('schema' in found) refuseSchema(found);
        else {
          if (isFirst) log({ level: 'info', event: 'database_connected', address });
          answered = true;
          change('postgres', null);
          take(found, before);
        }
        return jittered(options.pollMs());
      } catch (error) {
        failures += 1;
        change('postgres', { level: 'error', event: 'database_unreachable', address, problem: postgresProblem(error) });
        return retryDelay(failures);
      }
    },
    hasAnswered: () => answered,
    head: () => head,
    health: () => ({ store: 'postgres', isUp: answeredAt !== null && failures === 0, answeredAt }),
  };
}
