import { backoffMs } from './backoff.ts';
import { createEventParser } from './event-parser.ts';
import { retryAfterMs } from './retry-after.ts';

/** How long an evaluator may take to say the first thing, in ms; longer after each failure, for one that is slow. */
const FIRST_MS = 5_000;
/** How long a stream may be silent, in ms: its heartbeats come every 20 s. */
const SILENT_MS = 45_000;
/** How long to wait where the key is not accepted, in ms: half of that to one and a half times. */
const REFUSED_MS = 60_000;
/** Why a request was given up: it is not what is to be asked any more. Others were too late. */
const OVER = 1;

/** Who asks, and hears what is said. */
export interface Asker {
  /** @param polls a question that is answered once; else a stream. */
  ask(
    polls: unknown,
    how: { readonly signal: AbortSignal; readonly headers: Record<string, string> },
  ): Promise<Response>;
  /**
   * Hears all there is (`put`) or what changed (`patch`), any JSON. It throws where it does not understand; then it is told all.
   * @param id of the event; empty for what was not streamed.
   */
  hear(event: string | undefined, data: unknown, id: string): void;
  /** How it stands now, after each thing that was heard and each failure. @param reason what failed: an answer, an error, else the stream's end. */
  status(status: 'live' | 'stale' | 'refused', reason?: unknown): void;
}

/** How an asker asks. */
export interface FollowOptions {
  /** false: there are no streams, only questions. Default true. */
  readonly stream?: boolean | undefined;
  /** How long between two questions, in ms: half of that to one and a half times. Default 30,000. */
  readonly pollMs?: number | undefined;
}

/** Follows what an evaluator says. */
export interface Follower {
  /** Asks anew, at once. @param isOther the question is another one: nothing of the former answers is told any more. */
  restart(isOther?: unknown): void;
  /** Lets go of everything until it is told to go on, from where it was. */
  pause(isPaused: boolean): void;
}

/**
 * One loop with one request at a time: a stream; after two failures in a row, one that took too long, or where the
 * evaluator refuses it, a question without one; then a stream again. So a client never has two, and one behind a
 * proxy that holds streams back, or with a context too large for them, hears of changes, too.
 * @param closing ends it.
 */
export function follow(
  { ask, hear, status }: Asker,
  { stream: streams = true, pollMs = 30_000 }: FollowOptions,
  closing: AbortSignal,
): Follower {
  let attempt = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wake = (): void => {};
  let isPaused = false;
  let failures = 0;
  /** Answers without a stream, one after the other. */
  let polled = 0;
  let retryMs = 1_000;
  let tag = '';
  let id = '';

  const limit = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => attempt.abort(), ms);
  };

  const listen = async (stream: ReadableStream<Uint8Array>): Promise<never> => {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    const feed = createEventParser(({ event, data, id: next = '', retry }) => {
      retryMs = Number(retry) || retryMs;
      if (!data) return;
      // Until it is understood: what is not is asked for whole.
      id = '';
      hear(event, JSON.parse(data), next);
      id = next;
    });
    for (let pieces = 0; ; pieces += 1) {
      const { done, value } = await reader.read();
      if (done || attempt.signal.aborted) throw attempt;
      limit(SILENT_MS);
      feed(decoder.decode(value, { stream: true }));
      if (id) {
        // One that is dropped at once was no better than the failures before it.
        if (pieces) failures = polled = 0;
        status('live');
      }
    }
  };

  const run = async (): Promise<void> => {
    while (!closing.aborted) {
      attempt = new AbortController();
      const { signal } = attempt;
      const polls = !streams || (failures && failures % 2 === 0);
      const chance = Math.random();
      let wait = pollMs * (0.5 + chance);
      try {
        if (!isPaused) {
          limit(Math.min(FIRST_MS * (failures + 1), SILENT_MS));
          const response = await ask(polls, { signal, headers: { 'if-none-match': tag, 'last-event-id': id } });
          if (response.status !== 304) {
            if (!response.ok) throw response;
            if (!polls) await listen(response.body as ReadableStream<Uint8Array>);
            const data: unknown = await response.json();
            if (signal.aborted) continue;
            id = '';
            hear('put', data, id);
            tag = response.headers.get('etag') ?? '';
          }
          // The first answer may be the end of an outage: then streams work again, too.
          if (streams && !polled++) wait = retryMs * chance;
          failures = 1;
          status('live');
        }
      } catch (reason) {
        if (signal.reason === OVER) continue;
        const failed = reason as Partial<Response> | undefined;
        const isRefused = /^4(?!08|29)/.test(`${failed?.status}`);
        failures += failures || !(isRefused || (signal.aborted && !id)) ? 1 : 2;
        if (isRefused && polls) {
          wait = REFUSED_MS * (0.5 + chance);
          status('refused', reason);
        } else {
          wait = backoffMs(failures, retryMs, chance) + retryAfterMs(failed?.headers?.get('retry-after'));
          status('stale', reason);
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
    if (isOther) tag = id = '';
    attempt.abort(OVER);
    clearTimeout(timer);
    wake();
  };

  closing.addEventListener('abort', restart);
  void run();
  return {
    restart,
    pause(next) {
      if (next === isPaused) return;
      isPaused = next;
      restart();
    },
  };
}
