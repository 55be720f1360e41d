import { backoffMs, createEventParser, retryAfterMs } from '../stream/index.ts';
import type { Ask } from './ask.ts';
import type { ClientOptions, FlagResult, Results, Status } from './client.ts';
import { isResults } from './is-results.ts';

/** How long an evaluator may take to say the first thing, in ms; longer after each failure, for one that is slow. */
const FIRST_MS = 5_000;
/** How long a stream may be silent, in ms: its heartbeats come every 20 s. */
const SILENT_MS = 45_000;
/** How long to wait where the key is not accepted, in ms: half of that to one and a half times. */
const REFUSED_MS = 60_000;
/** Why a request was given up: it took too long. */
const LATE = 1;

/** What an event says: all results, or those that changed. */
interface Said extends Results {
  flags: Record<string, FlagResult>;
  readonly removed?: readonly string[];
}

/** Who asks, and hears what is found out. */
export interface Asker {
  /** The question, as JSON. */
  body(): string;
  /** Results that are not older than those before. */
  heard(results: Results): void;
  status(status: Exclude<Status, 'loading'>): void;
}

/** Follows what an evaluator says, until it is closed. */
export interface Follower {
  /** Asks anew, at once. @param isOther the question is another one: nothing of the former answers is told any more. */
  restart(isOther?: unknown): void;
  close(): void;
}

/**
 * One loop with one request at a time: a stream; after two failures in a row, one that took too long, or where the
 * evaluator refuses it, a question without a stream; then a stream again. So a client never has two, and one behind a
 * proxy that holds streams back, or with a context too large for them, hears of changes, too.
 */
export function follow(
  ask: Ask,
  { body, heard, status }: Asker,
  { stream: streams = true, pollMs = 30_000, hiddenMs = 60_000 }: ClientOptions,
): Follower {
  const closing = new AbortController();
  let attempt = closing;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let wake = (): void => {};
  let isPaused = false;
  let failures = 0;
  let retryMs = 1_000;
  let tag = '';
  let id = '';
  /** What this stream said. An evaluator that is behind says older things than what was heard. */
  let told: Said | undefined;
  let version = -1;
  let instant = 0;

  const limit = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => attempt.abort(LATE), ms);
  };

  const tell = (results: Results, at: number): void => {
    if (attempt.signal.aborted || !isResults(results)) throw attempt;
    if (results.version < version || (results.version === version && at < instant)) return;
    version = results.version;
    instant = at;
    heard(results);
  };

  const listen = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    const feed = createEventParser(({ event, data, id: next = '', retry }) => {
      retryMs = Number(retry) || retryMs;
      if (!data) return;
      // Until all of it is understood: what is not is asked for whole.
      id = '';
      const said = JSON.parse(data) as Said;
      if (event === 'patch') said.flags = { ...told?.flags, ...said.flags };
      for (const key of said.removed ?? []) delete said.flags[key];
      told = said;
      tell(said, Number(next.replace(/^.*?-/, '')));
      id = next;
    });
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw attempt;
      limit(SILENT_MS);
      feed(decoder.decode(value, { stream: true }));
      if (id) {
        failures = 0;
        status('live');
      }
    }
  };

  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      attempt = new AbortController();
      const { signal } = attempt;
      const polls = !streams || (failures && failures % 2 === 0);
      const chance = Math.random();
      let wait = pollMs * (0.5 + chance);
      try {
        if (!isPaused) {
          limit(Math.min(FIRST_MS * (failures + 1), SILENT_MS));
          const headers = { 'if-none-match': tag, 'last-event-id': id };
          const response = await ask(polls ? 'evaluate/all' : 'stream', body(), { signal, headers });
          if (response.status !== 304) {
            if (!response.ok) throw response;
            if (!polls) await listen(response.body as ReadableStream<Uint8Array>);
            tell((await response.json()) as Results, instant);
            tag = response.headers.get('etag') ?? '';
          }
          failures = 1;
          status('live');
        }
      } catch (reason) {
        if (signal.aborted && signal.reason !== LATE) continue;

        const failed = reason as Partial<Response> | undefined;
        const isRefused = /^4(?!08|29)/.test(`${failed?.status}`);
        failures += failures || !(isRefused || (signal.aborted && !id)) ? 1 : 2;
        if (isRefused && polls) {
          wait = REFUSED_MS * (0.5 + chance);
          status('refused');
        } else {
          wait = backoffMs(failures, retryMs, chance) + retryAfterMs(failed?.headers?.get('retry-after'));
          status('stale');
        }
      }
      attempt.abort();
      clearTimeout(timer);
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (!isPaused) timer = setTimeout(resolve, wait);
      });
    }
  };

  const restart = (isOther?: unknown): void => {
    failures = 0;
    if (isOther) {
      tag = id = '';
      version = -1;
    }
    attempt.abort();
    clearTimeout(timer);
    wake();
  };

  /** A page that nobody sees for long is told nothing until it is seen again. */
  const look = (): void => {
    const isHidden = !!globalThis.document?.hidden;
    clearTimeout(hiding);
    hiding = setTimeout(
      () => {
        if (isHidden !== isPaused) {
          isPaused = isHidden;
          restart();
        }
      },
      isHidden ? hiddenMs : 0,
    );
  };

  const { signal } = closing;
  globalThis.addEventListener?.('visibilitychange', look, { signal });
  // Another network may mean another address, which rules can ask for.
  globalThis.addEventListener?.('online', restart, { signal });
  look();
  void run();
  return {
    restart,
    close() {
      closing.abort();
      clearTimeout(hiding);
      restart();
    },
  };
}
