import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { EvaluatorReport } from '@flagforge/sdk/snapshot';
import { createMemoryKeys } from '../keys/memory.ts';
import type { KeySource } from '../keys/source.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { type Log, silentLog } from '../log.ts';
import { createSnapshotChannel } from '../snapshots/channel.ts';
import type { SnapshotSource } from '../snapshots/source.ts';
import { createRedisTicketStore } from '../tickets/redis-ticket-store.ts';
import type { TicketStore } from '../tickets/ticket-store.ts';
import { createRedisUsage, type RedisUsageOptions } from '../usage/redis-usage.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import { type Head, parseHead } from './audit-heads.ts';
import { type CopyKeeper, createCopyKeeper } from './copy-keeper.ts';
import { codeOf, type Disk, openDisk } from './disk.ts';
import { followStores, type StoreFollowers } from './follow-stores.ts';
import { DEFAULT_TIMINGS, type StoreSettings, type Timings } from './settings.ts';
import { createShelf, type Shelf } from './shelf.ts';
import { atMost, within } from './within.ts';

/** How the stores of a project are read. */
export interface StoreOptions extends StoreSettings {
  /** Default: no log. */
  readonly log?: Log;
  /** UTC epoch milliseconds. Default `Date.now`. */
  readonly clock?: () => number;
  readonly timings?: Partial<Timings>;
  /** Folders with copies of others, which are read where the own one lacks something. Default: there are none. */
  readonly otherStateFolders?: () => Promise<readonly string[]>;
  /** How counts of evaluations are kept. Default: as `DEFAULT_LIMITS` says. */
  readonly usage?: Pick<RedisUsageOptions, 'everyMs' | 'cells'>;
}

/**
 * Snapshots and keys of a project, from Redis, Postgres and the disk of this machine. The two sources share their
 * connections: starting one starts both, closing one closes both.
 */
export interface StoreSources {
  readonly snapshots: SnapshotSource;
  readonly keys: KeySource;
  /** What is known in Redis of used tickets; null without Redis. It starts and ends with the two. */
  readonly tickets: TicketStore | null;
  /** The counts of evaluations in Redis; null without Redis. What is not written yet is written when the two end. */
  readonly usage: UsageStore | null;
  /** Resolves with the name of a breaking migration that this server does not know, if Postgres has one at the start. */
  readonly schemaTooNew: Promise<string>;
  /** How many documents of an environment were refused, each counted once. */
  refused(environment: string): number;
}

/**
 * How long a start waits for the stores' first answers: when disk has everything, and when it does not. Stores that refuse
 * cost nothing of it; on a busy machine less would let a copy be served that is older than what the stores have.
 */
const WAIT_WITH_COPIES_MS = 1_000;
const WAIT_MS = 2_000;
/** How long a disk may take, at the start and at the end: one that hangs must hold up neither. */
const DISK_MS = 2_000;
/** A schema that is too new ends a process only while it starts; one that serves goes on without Postgres. */
const START_MS = 10_000;

/**
 * Serves the best of what the stores hold: the newest snapshot and the newest keys of each environment that pass every
 * check, wherever they come from. Never goes back to an older one, and goes on with what it has while stores are away.
 * Nothing happens before `start`.
 * @see contract 8
 */
export function createStoreSources(options: StoreOptions): StoreSources {
  const { project, log = silentLog, clock = Date.now } = options;
  const id = randomBytes(8).toString('hex');
  const host = hostname();
  const channel = createSnapshotChannel();
  const keys = createMemoryKeys();
  const tickets = options.redis === null ? null : createRedisTicketStore({ redis: options.redis, project, log });
  const { everyMs, cells } = options.usage ?? { everyMs: DEFAULT_LIMITS.usageMs, cells: DEFAULT_LIMITS.usageCells };
  const usage =
    options.redis === null ? null : createRedisUsage({ redis: options.redis, project, everyMs, cells, clock, log });
  const disk = options.stateFolder === null ? null : openDisk(options.stateFolder, project);
  let copies: CopyKeeper | null = null;
  let followers: StoreFollowers | null = null;
  let revision = 0;
  /** While copies of other processes are read: they are new to the own folder. */
  let isFromOthers = false;

  const shelf = createShelf({
    rules: { ...project, publicKeys: options.publicKeys },
    log,
    clock,
    onSnapshot({ environment, snapshot, version }) {
      revision += 1;
      channel.offer({ environment, snapshot, version, revision });
      followers?.beat();
    },
    onKeys: () => keys.replace(shelf.keys()),
    onTaken(document) {
      if (document.store !== 'disk' || isFromOthers) copies?.keep(document);
    },
  });

  const reports = (): ReadonlyMap<string, EvaluatorReport> =>
    new Map(
      shelf.environments().flatMap((environment) => {
        const served = shelf.snapshot(environment);
        if (served === null) return [];
        const { version, hash, commit } = served;
        const auditHead = followers?.head() ?? null;
        const refused = shelf.refused(environment);
        return [[environment, { id, host, version, hash, commit, at: clock(), auditHead, refused }]];
      }),
    );

  let answerSchema: (migration: string) => void = () => {};
  const schemaTooNew = new Promise<string>((resolve) => {
    answerSchema = resolve;
  });

  /** A process that has no copies yet, since there were fewer of them before, begins with those of another one. */
  const loadAll = async (own: Disk): Promise<Head | null> => {
    const head = await loadCopies(own, shelf, options.environments, log);
    if (isComplete()) return head;
    isFromOthers = true;
    for (const folder of (await options.otherStateFolders?.()) ?? [])
      await loadCopies(openDisk(folder, project), shelf, options.environments, log);
    isFromOthers = false;
    return head;
  };

  const begin = async (): Promise<void> => {
    const startedAt = clock();
    let head: Head | null = null;
    if (disk !== null) {
      copies = createCopyKeeper(disk, log);
      head = await within(loadAll(disk), DISK_MS).catch(() => {
        const problem = `the folder did not answer within ${DISK_MS} ms`;
        log({ level: 'error', event: 'state_unreadable', problem });
        return null;
      });
    }
    if (isClosed) return;
    tickets?.start();
    followers = followStores({
      settings: options,
      timings: { ...DEFAULT_TIMINGS, ...options.timings },
      shelf,
      id,
      head,
      reports,
      log,
      clock,
      onHead: (seen) => copies?.keepHead(JSON.stringify(seen)),
      onSchema(tooNew) {
        if (tooNew !== null && clock() - startedAt < START_MS) answerSchema(tooNew);
      },
    });
    await atMost(followers.settled(), isComplete() ? WAIT_WITH_COPIES_MS : WAIT_MS);
  };

  /** Whether there is something to serve for everyone who may ask. */
  const isComplete = (): boolean => {
    const known = options.environments ?? shelf.environments();
    return known.length > 0 && known.every((name) => shelf.snapshot(name) !== null) && shelf.keys().length > 0;
  };

  let isClosed = false;
  let started: Promise<void> | null = null;
  let closed: Promise<void> | null = null;
  const start = (): Promise<void> => {
    started ??= begin();
    return started;
  };
  const end = async (): Promise<void> => {
    isClosed = true;
    channel.close();
    const counted = usage?.close();
    await followers?.close();
    if (copies !== null) await atMost(copies.close(), DISK_MS);
    await tickets?.close();
    await counted;
  };
  const close = (): Promise<void> => {
    closed ??= end();
    return closed;
  };

  /**
   * Keys may be made before the first publish. Such an environment is nothing to wait for; one whose snapshot is there
   * and cannot be used is.
   */
  const publishedWithKeys = (): ReadonlySet<string> =>
    new Set([...keys.environments()].filter((name) => shelf.snapshot(name) !== null || shelf.refused(name) > 0));

  return {
    snapshots: {
      start,
      subscribe: channel.subscribe,
      current: channel.current,
      refused: shelf.refused,
      stores: () => followers?.health() ?? [],
      close,
    },
    keys: {
      start,
      find: keys.find,
      environments: publishedWithKeys,
      allowsOrigin: keys.allowsOrigin,
      isLoaded: () => shelf.keys().length > 0 || followers?.hasAnswered() === true,
      close,
    },
    tickets,
    usage,
    schemaTooNew,
    refused: shelf.refused,
  };
}

/** Offers the shelf what lies on disk; answers with the audit head that lies there. */
async function loadCopies(
  disk: Disk,
  shelf: Shelf,
  environments: readonly string[] | null,
  log: Log,
): Promise<Head | null> {
  try {
    for (const found of await disk.load(environments)) {
      if ('document' in found) shelf.offer(found.document);
      else
        shelf.refuse({ store: 'disk', kind: found.kind, environment: found.environment, version: null }, found.problem);
    }
  } catch (error) {
    log({ level: 'error', event: 'state_unreadable', problem: `the folder cannot be read (${codeOf(error)})` });
  }
  const head = await disk.loadHead();
  return head === null ? null : parseHead(head);
}
