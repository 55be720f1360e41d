/** Answers to writes that are to happen once. @see contract 10 */
import { hash } from 'node:crypto';
import { problem, problemOf } from './http/problem.ts';
import type { Answer } from './http/respond.ts';
import type { Limits } from './limits.ts';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** What a write is, so that another one under the same key is known for another one. */
export interface Write {
  readonly user: string;
  readonly method: string;
  readonly path: string;
  readonly project: string | null;
  readonly ifMatch: string | null;
  readonly body: unknown;
}

export interface Idempotency {
  /**
   * Does a write once: the same write under the same key gets the answer of the first one, refusals included. What
   * ended with 5xx or was limited may be tried again.
   * @param key of the header `Idempotency-Key`; null: done each time.
   * @throws ProblemError 400 for a key that is none, 422 used for another write, 409 under way.
   */
  once(key: string | null, write: Write, now: number, work: () => Promise<Answer>): Promise<Answer>;
}

interface Entry {
  readonly user: string;
  readonly fingerprint: string;
  readonly at: number;
  readonly answer: Promise<Answer>;
  isDone: boolean;
}

/** In memory, bounded: what was done is forgotten after a while, or when this process ends. */
export function createIdempotency(
  limits: Pick<Limits, 'idempotencyPerUser' | 'idempotencyEntries' | 'idempotencyMs'>,
): Idempotency {
  // Oldest first.
  const entries = new Map<string, Entry>();
  const forget = (now: number, user: string): void => {
    for (const [name, { at, isDone }] of entries) {
      if (now - at <= limits.idempotencyMs) break;
      if (isDone) entries.delete(name);
    }
    const own = [...entries].filter(([, entry]) => entry.user === user && entry.isDone);
    for (const [name] of own.slice(0, Math.max(0, own.length - limits.idempotencyPerUser + 1))) entries.delete(name);
    for (const [name, { isDone }] of entries) {
      if (entries.size < limits.idempotencyEntries) break;
      if (isDone) entries.delete(name);
    }
  };
  return {
    async once(key, write, now, work) {
      if (key === null) return work();
      if (!KEY.test(key))
        throw problem(400, 'FF4407', { part: 'header Idempotency-Key', problem: 'it is 1 to 255 visible characters' });
      const { user, ...what } = write;
      const name = JSON.stringify([user, key]);
      const fingerprint = hash('sha256', JSON.stringify(what), 'hex');
      const known = entries.get(name);
      if (known !== undefined && now - known.at <= limits.idempotencyMs) {
        if (known.fingerprint !== fingerprint) throw problem(422, 'FF4412', {});
        if (!known.isDone) throw problem(409, 'FF4413', {}, {}, { 'Retry-After': '1' });
        return known.answer;
      }
      forget(now, user);
      const entry: Entry = { user, fingerprint, at: now, answer: work(), isDone: false };
      entries.set(name, entry);
      try {
        return await entry.answer;
      } catch (error) {
        // Nobody knows how far it came, or it did not begin: the next one asks anew.
        const status = problemOf(error)?.status ?? 500;
        if (status >= 500 || status === 429) entries.delete(name);
        throw error;
      } finally {
        entry.isDone = true;
      }
    },
  };
}
