/** Who is let in, and how often. */
import type { IncomingMessage } from 'node:http';
import { type ProblemError, problem } from './http/problem.ts';
import { createRateLimiter } from './http/rate-limiter.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import { TokenRefused, type User, type VerifyToken } from './user.ts';

export interface Admission {
  /**
   * The user whose token a request carries.
   * @throws ProblemError 401 without a valid one, 429 when there were too many requests.
   */
  admit(req: IncomingMessage, isWrite: boolean): Promise<User>;
  /** Whether the token of a request that was admitted is still good. @throws TokenRefused */
  admitStill(req: IncomingMessage): Promise<void>;
  /** Counts a request that nobody has to be known for. @throws ProblemError 429 */
  admitStranger(req: IncomingMessage): void;
}

/** One token, no white space in it; the name of the scheme in any case. */
const BEARER = /^bearer +([A-Za-z0-9._~+/=-]{1,8192})$/i;

/** Why a token was refused goes to the log, and no further: it would help whoever forges one. */
export function createAdmission(parts: {
  readonly verify: VerifyToken;
  readonly limits: Limits;
  readonly log: Log;
  readonly now: () => number;
}): Admission {
  const { verify, limits, log, now } = parts;
  const entries = limits.rateEntries;
  const all = createRateLimiter({ rate: limits.rate, burst: limits.burst, entries });
  const writes = createRateLimiter({ rate: limits.writeRate, burst: limits.writeBurst, entries });
  const strangers = createRateLimiter({ rate: limits.strangerRate, burst: limits.strangerBurst, entries });

  const refuse = (req: IncomingMessage, reason: string): ProblemError => {
    const address = req.socket.remoteAddress ?? '';
    log({ level: 'warn', event: 'token_refused', reason, address });
    const waitMs = strangers.take(address, now());
    return waitMs > 0 ? tooMany(waitMs) : problem(401, 'FF4402', {}, {}, { 'WWW-Authenticate': 'Bearer' });
  };
  return {
    async admit(req, isWrite) {
      const [, token] = BEARER.exec(req.headers.authorization ?? '') ?? [];
      if (token === undefined) throw refuse(req, 'token-missing');
      let user: User;
      try {
        user = await verify(token);
      } catch (error) {
        if (error instanceof TokenRefused) throw refuse(req, error.reason);
        throw error;
      }
      // The organisation too: one user in two of them is two callers.
      const name = `${user.organization.id} ${user.id}`;
      const waitMs = all.take(name, now()) || (isWrite ? writes.take(name, now()) : 0);
      if (waitMs > 0) throw tooMany(waitMs);
      return user;
    },
    async admitStill(req) {
      await verify(BEARER.exec(req.headers.authorization ?? '')?.[1] ?? '');
    },
    admitStranger(req) {
      const waitMs = strangers.take(req.socket.remoteAddress ?? '', now());
      if (waitMs > 0) throw tooMany(waitMs);
    },
  };
}

const tooMany = (waitMs: number): ProblemError =>
  problem(429, 'FF4411', {}, {}, { 'Retry-After': String(Math.ceil(waitMs / 1_000)) });
