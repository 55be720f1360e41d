import { createAsk } from './ask.ts';
import type { ClientOptions } from './client.ts';

/** Counts evaluations. */
export interface Usage {
  /** @param variant empty: there was no value. */
  count(key: string, variant: string): void;
  /** Sends what was counted. */
  close(): void;
}

/** How often counts are sent, in ms: half of that to one and a half times. */
const REPORT_MS = 60_000;
/** So many flags are sent at once; a report has 2,000 numbers at most. */
const MOST_FLAGS = 500;
/** So many reports wait at most for an evaluator that does not take them. */
const MOST_REPORTS = 5;

/**
 * Counts evaluations and reports them in batches, when the page is hidden, and at the end. A report that was not taken
 * goes with the next one, under the same id, so that it counts once. A share of clients reports; what they count is scaled up.
 */
export function createUsage(options: ClientOptions): Usage {
  const { usage = 1, connect = true } = options;
  const ask = createAsk(options);
  const scale = connect && Math.random() < Number(usage) ? Math.round(1 / Number(usage)) : 0;
  const closing = new AbortController();
  let counts: Record<string, Record<string, number>> | undefined;
  let flags = 0;
  let from = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unsent: string[] = [];

  const report = (): void => {
    clearTimeout(timer);
    if (counts) unsent.push(JSON.stringify({ id: globalThis.crypto?.randomUUID?.(), from, to: Date.now(), counts }));
    counts = undefined;
    flags = 0;
    for (const body of unsent.splice(0)) {
      ask('usage', body, { keepalive: true })
        .then(({ status }) => status === 429 || status > 499)
        .catch(() => true)
        .then((isRefused) => {
          if (isRefused) unsent = [...unsent, body].slice(-MOST_REPORTS);
        });
    }
  };

  globalThis.addEventListener?.('visibilitychange', () => document.hidden && report(), { signal: closing.signal });
  return {
    count(key, variant) {
      if (!scale) return;
      if (!counts) {
        counts = Object.create(null) as Record<string, Record<string, number>>;
        from = Date.now();
        timer = setTimeout(report, REPORT_MS * (0.5 + Math.random()));
      }
      if (!counts[key]) flags += 1;
      counts[key] ??= {};
      const ofFlag = counts[key];
      ofFlag[variant] = (ofFlag[variant] ?? 0) + scale;
      if (flags >= MOST_FLAGS) report();
    },
    close() {
      closing.abort();
      report();
    },
  };
}
