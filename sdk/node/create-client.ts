import { isPlainObject } from '../engine/context.ts';
import type { Evaluation } from '../engine/evaluation.ts';
import { createEvaluator, type Evaluator } from '../engine/evaluator.ts';
import { openFeatureReason } from '../engine/reasons.ts';
import type { Snapshot } from '../engine/snapshot.ts';
import type { RegisteredFlags } from '../typed/index.ts';
import { changedFlags } from './changed-flags.ts';
import type { Change, Client, ClientOptions, Context, Details, HookContext, ReadOptions, Status } from './client.ts';
import { createQuietLog } from './quiet-log.ts';
import { remoteSource } from './remote-source.ts';
import { createUsage } from './usage.ts';

const READY_MS = 5_000;
const CLOSE_MS = 2_000;
const NO_CONTEXT: Context = Object.freeze({});

/** How a value's type is judged: by that of the fallback, or not at all. */
type Kind = 'boolean' | 'string' | 'number' | 'any';

/** A fallback that is no boolean, string or number takes any value, as one of JSON does. */
function kindOf(fallback: unknown): Kind {
  const kind = typeof fallback;
  return kind === 'boolean' || kind === 'string' || kind === 'number' ? kind : 'any';
}

/**
 * A read's attributes before those of the client. What is no context stays what it is, for the engine to say so; so does
 * what throws when it is looked at.
 */
function merge(base: Context | undefined, own: Context): Context {
  try {
    return base !== undefined && isPlainObject(own) ? { ...base, ...own } : own;
  } catch {
    return own;
  }
}

const fits = (value: unknown, kind: Kind): boolean => kind === 'any' || typeof value === kind;

/**
 * A client that evaluates in this process, with the engine that answers everywhere. It follows an evaluator, or a source
 * that it is given. Nothing about it throws or waits, whatever the evaluator, the network and the disk do.
 */
export function createClient<Flags = RegisteredFlags>(options: ClientOptions): Client<Flags> {
  const { context: base, hooks = [], hashes, clock = Date.now, log = createQuietLog() } = options;
  const source = 'source' in options ? options.source : remoteSource(options);
  const share = 'source' in options ? 0 : Number(options.usage ?? 1);
  const usage = share > 0 && !('source' in options) ? createUsage(options, Math.min(share, 1), log) : null;
  const listeners = new Set<(change: Change) => void>();
  const waiting = new Set<() => void>();
  let evaluator: Evaluator = createEvaluator(null);
  let snapshot: Snapshot | null = null;
  let instant = Number.NEGATIVE_INFINITY;
  let status: Status = 'loading';
  let forced: Readonly<Record<string, string>> | undefined;

  const tell = (keys: readonly string[], next: Status): void => {
    if (status === 'closed' || (next === status && keys.length === 0)) return;
    status = next;
    for (const listener of listeners) {
      try {
        listener({ keys, status, version: snapshot?.version ?? 0 });
      } catch (error) {
        log({ level: 'error', event: 'listener_failed', detail: (error as Error).message });
      }
    }
  };

  /** Older never replaces newer. */
  const isOlder = (next: Snapshot, at: number): boolean =>
    snapshot !== null && (next.version < snapshot.version || (next.version === snapshot.version && at < instant));

  /** A snapshot need not have the form that its type says; then anything may have changed. */
  const differences = (next: Snapshot): readonly string[] => {
    try {
      return changedFlags(snapshot, next);
    } catch {
      return evaluator.evaluateAll(NO_CONTEXT, 0).map(({ flagKey }) => flagKey);
    }
  };

  const take = (value: unknown, at = Number.NaN): boolean => {
    const next = value as Snapshot;
    const candidate = createEvaluator(value, hashes === undefined ? {} : { hashes });
    if (candidate.refusal !== null) {
      log({ level: 'error', event: 'snapshot_refused', detail: candidate.refusal });
      return false;
    }
    if (isOlder(next, at)) return false;
    const keys = differences(next);
    evaluator = candidate;
    snapshot = next;
    instant = at;
    for (const resolve of waiting) resolve();
    tell(keys, status === 'loading' ? 'stale' : status);
    return true;
  };

  const ask = (key: string, context: Context | undefined, read: ReadOptions | undefined): Evaluation => {
    const own = context === undefined ? NO_CONTEXT : context;
    const asked = base === undefined ? own : merge(base, own);
    let overrides = forced;
    if (read?.overrides !== undefined) overrides = { ...forced, ...read.overrides };
    const result = evaluator.evaluate(key, asked, read?.now ?? clock(), overrides);
    if (usage !== null) usage.count(result);
    return result;
  };

  const describe = <Fallback>(result: Evaluation, fallback: Fallback, kind: Kind): Details<unknown> => {
    const version = snapshot?.version ?? 0;
    if (result.reason !== 'error' && fits(result.value, kind)) {
      const { value, variant, reason, rule } = result;
      return rule === undefined ? { value, variant, reason, version } : { value, variant, reason, rule, version };
    }
    const errorCode = result.reason === 'error' ? result.errorCode : 'type_mismatch';
    return { value: fallback, reason: 'error', errorCode, version };
  };

  const runHook = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      log({ level: 'error', event: 'hook_failed', detail: (error as Error).message });
    }
  };

  const readDetails = (
    key: string,
    fallback: unknown,
    kind: Kind,
    context?: Context,
    read?: ReadOptions,
  ): Details<unknown> => {
    const hooked: HookContext = { flagKey: key, fallback, context: merge(base, context ?? NO_CONTEXT) };
    for (const hook of hooks) runHook(() => hook.before?.(hooked));
    const details = describe(ask(key, context, read), fallback, kind);
    for (const hook of hooks)
      runHook(() => (details.reason === 'error' ? hook.error?.(hooked, details) : hook.after?.(hooked, details)));
    return details;
  };

  const reader =
    (kind: Kind) =>
    (key: string, fallback: unknown, context?: Context, read?: ReadOptions): unknown => {
      if (hooks.length > 0) return readDetails(key, fallback, kind, context, read).value;
      const result = ask(key, context, read);
      return result.reason !== 'error' && fits(result.value, kind) ? result.value : fallback;
    };

  const stop = source.start({
    snapshot: take,
    status: (next) => tell([], snapshot === null && next !== 'refused' ? 'loading' : next),
    log,
  });

  const client = {
    boolean: reader('boolean'),
    string: reader('string'),
    number: reader('number'),
    json: reader('any'),
    details: (key: string, fallback: unknown, context?: Context, read?: ReadOptions) =>
      readDetails(key, fallback, kindOf(fallback), context, read),
    all: (context: Context = NO_CONTEXT, read: ReadOptions = {}) =>
      evaluator.evaluateAll(merge(base, context), read.now ?? clock(), { ...forced, ...read.overrides }),
    openFeatureReason: (key: string, reason: Details<unknown>['reason']) =>
      openFeatureReason(reason, evaluator.isStatic(key)),
    ready: (timeoutMs = READY_MS) =>
      new Promise<boolean>((resolve) => {
        const settle = (): void => {
          clearTimeout(timer);
          waiting.delete(settle);
          resolve(snapshot !== null);
        };
        const timer = setTimeout(settle, timeoutMs);
        waiting.add(settle);
        if (snapshot !== null || status === 'closed') settle();
      }),
    on(listener: (change: Change) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    override(key: string, variant: string | null) {
      const { [key]: _, ...others } = forced ?? {};
      const next = variant === null ? others : { ...others, [key]: variant };
      forced = Object.keys(next).length === 0 ? undefined : next;
      tell([key], status);
    },
    get status() {
      return status;
    },
    get version() {
      return snapshot?.version ?? 0;
    },
    async close() {
      if (status === 'closed') return;
      const stopped = stop();
      tell([], 'closed');
      for (const resolve of waiting) resolve();
      await Promise.all([stopped, usage?.close(CLOSE_MS)]);
    },
  };
  return client as unknown as Client<Flags>;
}
