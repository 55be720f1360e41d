import { randomBytes } from 'node:crypto';
import { createClaims, FIRST_USE_MS, TICKET_LIFE_MS } from './claims.ts';
import { createSealer, LEAST_SECRET_BYTES } from './seal.ts';
import type { Ticket, Tickets } from './ticket.ts';
import type { TicketStore } from './ticket-store.ts';

/** How tickets are made. */
export interface TicketOptions {
  /** The first one seals, all of them open. None: a random one, so that only this process reads its tickets. */
  readonly secrets?: readonly string[];
  /** How many used tickets are remembered. */
  readonly entries: number;
  /** What is known together with other evaluators. Left out: only this process is known of. */
  readonly store?: TicketStore | null;
  /** UTC epoch ms. Default `Date.now`. */
  readonly clock?: () => number;
  /** @see createClaims */
  readonly sweepMs?: number;
}

/** What a sealed text holds, in short: a token is part of a URL. */
type Sealed = readonly [
  keyHash: string,
  environment: string,
  form: 'own' | 'ofrep',
  issuedAt: number,
  context: Ticket['context'],
  overrides: NonNullable<Ticket['overrides']> | null,
  seen: string | null,
];

/** Tickets of this process, and of all others that have the same secret. */
export function createTickets(options: TicketOptions): Tickets {
  const { secrets = [], entries, store = null, clock = Date.now, sweepMs } = options;
  const sealer = createSealer(secrets.length > 0 ? secrets : [randomBytes(LEAST_SECRET_BYTES).toString('hex')]);
  return {
    issue({ keyHash, environment, context, overrides, form, seen }, now) {
      const place = `"${keyHash}",${JSON.stringify(environment)}`;
      const text = `[${place},"${form}",${now},${context},${overrides ?? null},${JSON.stringify(seen)}]`;
      return { token: sealer.seal(text), expiresAt: now + FIRST_USE_MS };
    },
    open(token, now) {
      const opened = sealer.open(token);
      if (opened === null) return 'unreadable';
      // Nobody else has the key: what it says has the shape that it was given above.
      const [keyHash, environment, form, issuedAt, context, overrides, seen] = JSON.parse(opened.text) as Sealed;
      if (now >= issuedAt + TICKET_LIFE_MS) return 'ended';
      const ticket = { id: opened.id, keyHash, environment, context, form, seen, issuedAt };
      return overrides === null ? ticket : { ...ticket, overrides };
    },
    claim: createClaims({ entries, store, clock, ...(sweepMs === undefined ? {} : { sweepMs }) }),
  };
}
