import { randomUUID } from 'node:crypto';
import type { Evaluation } from '../engine/evaluation.ts';
import { backoffMs, retryAfterMs } from '../stream/index.ts';
import type { RemoteOptions } from './client.ts';
import { describeFailure } from './describe-failure.ts';
import type { SourceListener } from './source.ts';

/** How often counts are sent, in ms: half of that to one and a half times. */
const REPORT_MS = 30_000;
/** So many numbers are in one report at most. @see evaluator-server/usage */
const MOST_NUMBERS = 2_000;
/** So many reports wait for an evaluator that does not take them; then the oldest go. */
const MOST_REPORTS = 100;
/** So many different results are counted before they are sent. */
const MOST_RESULTS = 20_000;
/** How long the evaluator may take to answer, in ms. */
const ANSWER_MS = 5_000;

/** Counts evaluations and reports them. */
export interface Usage {
  count(result: Evaluation): void;
  /** Sends what was counted, and waits for that for `ms` at most. */
  close(ms: number): Promise<void>;
}

interface Tally {
  n: number;
}

/** An evaluation that counts: what was forced is a test, and what no snapshot has is no flag. */
function isCounted(result: Evaluation): boolean {
  if (result.reason === 'override') return false;
  return result.reason !== 'error' || !['flag_not_found', 'provider_not_ready'].includes(result.errorCode);
}

/**
 * Counts in memory and reports now and then, under an id, so that a report whose answer was lost counts once.
 * @param share of evaluations that are counted, in (0, 1]; what is reported is scaled up.
 */
export function createUsage(
  { url, key: given, fetch: send = fetch }: Pick<RemoteOptions, 'url' | 'key' | 'fetch'>,
  share: number,
  log: SourceListener['log'],
): Usage {
  const key = given.trim();
  const scale = Math.round(1 / share);
  /** The engine gives one object for one outcome: it stands for flag and variant without a look at either. */
  let served = new Map<Evaluation, Tally>();
  let failed = new Map<string, number>();
  let from = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let sending: Promise<void> | undefined;
  const waiting: string[] = [];

  const later = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(flush, ms);
    timer.unref();
  };

  /** Turns what was counted into reports. */
  const collect = (): void => {
    const numbers = new Map<string, Map<string, number>>();
    const add = (flag: string, variant: string, n: number): void => {
      const ofFlag = numbers.get(flag) ?? new Map<string, number>();
      ofFlag.set(variant, (ofFlag.get(variant) ?? 0) + n * scale);
      numbers.set(flag, ofFlag);
    };
    for (const [result, { n }] of served) if (result.reason !== 'error') add(result.flagKey, result.variant, n);
    for (const [flag, n] of failed) add(flag, '', n);
    [served, failed] = [new Map(), new Map()];
    const times = { from, to: Date.now() };
    from = times.to;
    let counts: Record<string, Record<string, number>> = {};
    let size = 0;
    const close = (): void => {
      if (size > 0) waiting.push(JSON.stringify({ id: randomUUID(), ...times, counts }));
      [counts, size] = [{}, 0];
    };
    for (const [flag, variants] of numbers) {
      if (size + variants.size > MOST_NUMBERS) close();
      counts[flag] = Object.fromEntries(variants);
      size += variants.size;
    }
    close();
    const excess = waiting.length - MOST_REPORTS;
    if (excess <= 0) return;
    waiting.splice(0, excess);
    log({ level: 'warn', event: 'usage_dropped', detail: `${excess} reports of evaluations were given up` });
  };

  const post = async (): Promise<void> => {
    for (let body = waiting[0]; body !== undefined; body = waiting[0]) {
      let retry: string | null = null;
      try {
        const response = await send(`${url.replace(/\/$/, '')}/v1/usage`, {
          method: 'POST',
          body,
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          signal: AbortSignal.timeout(ANSWER_MS),
        });
        await response.body?.cancel();
        retry = response.headers.get('retry-after');
        if (response.status === 429 || response.status > 499)
          throw new Error(`the evaluator answered ${response.status}`);
        if (!response.ok)
          log({ level: 'warn', event: 'usage_refused', detail: `the evaluator answered ${response.status}` });
      } catch (error) {
        failures += 1;
        log({ level: 'info', event: 'usage_waits', detail: describeFailure(error, { url, key }) });
        later(retryAfterMs(retry) + backoffMs(failures, REPORT_MS / 8, Math.random()));
        return;
      }
      failures = 0;
      waiting.shift();
    }
  };

  function flush(): void {
    timer = undefined;
    collect();
    sending ??= post().finally(() => {
      sending = undefined;
    });
  }

  return {
    count(result) {
      if (share < 1 && Math.random() >= share) return;
      const tally = served.get(result);
      if (tally !== undefined) {
        tally.n += 1;
        return;
      }
      if (!isCounted(result)) return;
      // A failure is another object each time.
      if (result.reason === 'error') failed.set(result.flagKey, (failed.get(result.flagKey) ?? 0) + 1);
      else served.set(result, { n: 1 });
      if (timer === undefined) later(REPORT_MS * (0.5 + Math.random()));
      if (served.size + failed.size > MOST_RESULTS) flush();
    },
    async close(ms) {
      flush();
      clearTimeout(timer);
      const limit = new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
      await Promise.race([sending, limit]);
      clearTimeout(timer);
    },
  };
}
