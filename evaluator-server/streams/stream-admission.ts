import type { Problem } from '../http/problem.ts';
import type { Limits } from '../limits.ts';
import { createRateLimiter } from '../rate-limiter.ts';

/** Which limit a stream met. */
export type StreamRefusal = 'total' | 'rate' | 'address' | 'draining';

/** Decides whether one more stream can be opened. */
export interface StreamAdmission {
  /** @param address what client keys are counted by; empty: not counted. @returns null: it may open, and counts. */
  admit(address: string, now: number): StreamRefusal | null;
  /** A stream that was admitted is gone. */
  release(address: string): void;
  /** From now on nobody is admitted. */
  close(): void;
}

export function createStreamAdmission(
  limits: Pick<Limits, 'streams' | 'streamRate' | 'streamBurst' | 'streamsPerAddress'>,
): StreamAdmission {
  const rate = createRateLimiter({ rate: limits.streamRate, burst: limits.streamBurst, entries: 1 });
  /** No more entries than streams. */
  const addresses = new Map<string, number>();
  let open = 0;
  let isClosed = false;
  return {
    admit(address, now) {
      if (isClosed) return 'draining';
      if (open >= limits.streams) return 'total';
      const own = address === '' ? 0 : (addresses.get(address) ?? 0);
      if (own >= limits.streamsPerAddress) return 'address';
      if (rate.take('', now) > 0) return 'rate';
      open += 1;
      if (address !== '') addresses.set(address, own + 1);
      return null;
    },
    release(address) {
      open -= 1;
      if (address === '') return;
      const own = (addresses.get(address) ?? 1) - 1;
      if (own > 0) addresses.set(address, own);
      else addresses.delete(address);
    },
    close() {
      isClosed = true;
    },
  };
}

/** Those who are sent away come back spread over so many seconds, so that they do not all come at once again. */
const SPREAD_SECONDS = 10;

const DETAILS: Readonly<Record<StreamRefusal, string>> = {
  total: 'This server has as many streams as it can carry; ask again, or another server.',
  rate: 'Too many streams are being opened at this moment; ask again.',
  address: 'There are too many streams from your address.',
  draining: 'This server is ending; ask again, another one will answer.',
};

/** 503 with a time to wait, which is another one for everybody. @param random 0..1. */
export function streamProblem(refusal: StreamRefusal, random: number): Problem {
  const seconds = 1 + Math.floor(random * SPREAD_SECONDS);
  return {
    status: 503,
    code: 'too_many_streams',
    detail: DETAILS[refusal],
    headers: ['Retry-After', String(seconds)],
  };
}
