import type { Json } from '../engine/snapshot.ts';
import { type Follower, follow } from '../stream/index.ts';
import type { RegisteredFlags } from '../typed/index.ts';
import { createAsk } from './ask.ts';
import { createCache } from './cache.ts';
import type {
  Change,
  ClientOptions,
  Context,
  CoreClient,
  Details,
  FlagResult,
  Results,
  Source,
  Status,
} from './client.ts';
import { isResults } from './is-results.ts';
import { watchPage } from './watch-page.ts';

/** What is added to a client that reads and follows. */
export interface Extras {
  /** Variants to ask for, by flag key. */
  overrides?(): Readonly<Record<string, string>>;
  /** An evaluation of a flag gave this variant; empty: it gave no value. */
  count?(key: string, variant: string): void;
}

/** What an event says: all results, or those that changed. */
interface Said extends Results {
  flags: Record<string, FlagResult>;
  readonly removed?: readonly string[];
}

const NOTHING: Results = { version: 0, flags: {} };

type Listener = (change: Change) => void;

/** A client, and what its own parts ask of it. */
export interface ExtensibleClient<Flags> extends CoreClient<Flags> {
  /** @param keeps results stay until there is an answer: the context is the same, only what is forced is not. */
  identify(context: Context, timeoutMs?: number, keeps?: boolean): Promise<boolean>;
}

/** A client that reads and follows, with what else it is given. @see createClient */
export function createCoreClient<Typed = RegisteredFlags>(
  options: ClientOptions,
  extras: Extras = {},
): ExtensibleClient<Typed> {
  const cache = createCache(options);
  const listeners = new Set<Listener>();
  const ask = createAsk(options);
  const closing = new AbortController();
  let follower: Follower | undefined;
  let context = options.context ?? {};
  /** The question, as JSON. */
  let text = '';
  let results = NOTHING;
  let source: Source = 'fallback';
  let status: Status = 'loading';
  /** What the present stream said. An evaluator that is behind says older things than what is shown. */
  let told: Said | undefined;
  /** Of what is shown, and how far its schedules had gone: older never replaces newer. */
  let version = -1;
  let instant = 0;
  let arrive: (isHere: boolean) => void;
  let arrival: Promise<boolean>;

  const tell = (keys: readonly string[], state: Status): void => {
    if (state === status && !keys.length) return;
    status = state;
    for (const listener of listeners) {
      try {
        listener({ keys, status });
      } catch (error) {
        console.error(error);
      }
    }
  };

  /**
   * Puts results in the place of those before. Each that did not change stays the object that it was: who compares by
   * identity sees what changed. No key reaches a prototype.
   */
  const show = (next: Results, from: Source): void => {
    const before = results.flags;
    const flags: Record<string, FlagResult> = Object.create(null);
    const keys: string[] = [];
    for (const key in { ...before, ...next.flags }) {
      const [old, result] = [before[key], next.flags[key]];
      if (result) flags[key] = result;
      if (JSON.stringify(old) !== JSON.stringify(result)) keys.push(key);
      else if (old) flags[key] = old;
    }
    results = { ...next, flags };
    source = from;
    tell(keys, from === 'live' ? from : 'loading');
  };

  /** What is known of the present context before an evaluator has answered: the newer one of the two. */
  const recall = (given?: Results): void => {
    arrival = new Promise((resolve) => {
      arrive = resolve;
    });
    const cached = cache.read(text);
    const isGiven = isResults(given) && !(cached && cached.version >= given.version);
    show(isGiven ? given : cached || NOTHING, isGiven ? 'bootstrap' : cached ? 'cache' : 'fallback');
  };

  const count = (key: string): void => {
    const result = results.flags[key];
    if (result?.reason !== 'override') extras.count?.(key, result?.variant ?? '');
  };

  const details = <Fallback>(key: string, fallback: Fallback, takesAny?: boolean): Details<Json | Fallback> => {
    const { flags, version } = results;
    const { value, variant, reason, errorCode = 'type_mismatch' } = (flags[key] ?? {}) as FlagResult;
    count(key);
    // A fallback that is no boolean, string or number takes any value, as one of JSON does.
    if (value !== undefined && (takesAny || typeof (fallback ?? {}) === 'object' || typeof value === typeof fallback))
      return { value, variant, reason, version, source };
    return {
      value: fallback,
      reason: 'error',
      version,
      errorCode: flags[key] ? errorCode : source === 'fallback' ? 'provider_not_ready' : 'flag_not_found',
      source: 'fallback',
    };
  };
  const read = <Fallback>(key: string, fallback: Fallback) => details(key, fallback).value;
  const ready = (timeoutMs = 3_000) =>
    Promise.race([arrival, new Promise<boolean>((resolve) => setTimeout(resolve, timeoutMs, false))]);

  const identify = (next: Context, timeoutMs?: number, keeps?: boolean, given?: Results): Promise<boolean> => {
    // A context that is no JSON is sent as none, which the evaluator refuses.
    let asked = '{}';
    try {
      asked = JSON.stringify({ context: next, overrides: extras.overrides?.() });
    } catch {}
    context = next;
    if (asked !== text) {
      text = asked;
      version = -1;
      if (!keeps) recall(given);
      follower?.restart(true);
    }
    return ready(timeoutMs);
  };

  const hear = (event: string | undefined, data: unknown, id: string): void => {
    const said = data as Said;
    if (event === 'patch') said.flags = { ...told?.flags, ...said.flags };
    if (!isResults(said)) throw said;
    for (const key of said.removed ?? []) delete said.flags[key];
    told = said;
    const at = Number(id.split('-')[1]);
    if (said.version < version || (said.version === version && at < instant)) return;
    version = said.version;
    instant = at;
    show(said, 'live');
    arrive(true);
    cache.write(text, said);
  };

  identify(context, 0, false, options.bootstrap);
  if (options.connect !== false) {
    follower = follow(
      {
        ask: (polls, how) => ask(polls ? 'evaluate/all' : 'stream', text, how),
        hear,
        status: (state) => tell([], state),
      },
      options,
      closing.signal,
    );
    watchPage(follower, closing.signal, options.hiddenMs);
  }

  return {
    boolean: read,
    string: read,
    number: read,
    json: <Fallback>(key: string, fallback: Fallback) => details(key, fallback, true).value,
    details,
    on(key: string | Listener, listener = key as Listener) {
      const hear: Listener = (change) => {
        if (listener === key || change.keys.includes(key as string)) listener(change);
      };
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    identify,
    ready,
    peek: (key: string) => results.flags[key],
    results: () => results,
    count,
    get status() {
      return status;
    },
    get context() {
      return context;
    },
    close: () => closing.abort(),
  } as unknown as ExtensibleClient<Typed>;
}
