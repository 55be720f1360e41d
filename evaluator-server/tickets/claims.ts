import type { TicketRefusal, Tickets } from './ticket.ts';
import type { TicketStore } from './ticket-store.ts';

/** A ticket may be used first until this long after it was issued, in ms. @see contract 7 */
export const FIRST_USE_MS = 60_000;

/** And never after this long. */
export const TICKET_LIFE_MS = 86_400_000;

export interface ClaimOptions {
  /** How many used tickets are remembered beside those of open connections; about 150 bytes each. */
  readonly entries: number;
  /** What other evaluators know; null where there are none to ask. */
  readonly store: TicketStore | null;
  /** UTC epoch ms. */
  readonly clock: () => number;
  /** How often to look for open connections whose ticket has ended, in ms. Default: a minute. */
  readonly sweepMs?: number;
}

const SWEEP_MS = 60_000;

/** A connection that has a ticket. */
interface Holder {
  readonly owner: string;
  readonly onTaken: () => void;
  /** When the ticket ends, epoch ms. */
  readonly until: number;
}

/**
 * Which tickets were used, and by which connection. Two memories: the connections that are open, as many as there are
 * streams, and the ids of tickets whose connection ended and may come back, of which the oldest is forgotten
 * when there are too many.
 */
export function createClaims({ entries, store, clock, sweepMs = SWEEP_MS }: ClaimOptions): Tickets['claim'] {
  const holders = new Map<string, Holder>();
  /** Until when, epoch ms; in the order in which their connections ended. */
  const left = new Map<string, number>();
  let count = 0;
  let isSweeping = false;

  /** Ends what is open beyond its ticket's life, for as long as anything is open. */
  const sweep = (): void => {
    const now = clock();
    for (const [id, holder] of holders) {
      if (holder.until > now) continue;
      holders.delete(id);
      holder.onTaken();
    }
    isSweeping = holders.size > 0;
    if (isSweeping) setTimeout(sweep, sweepMs).unref();
  };

  const remember = (id: string, until: number): void => {
    left.set(id, until);
    for (const oldest of left.keys()) {
      if (left.size <= entries) return;
      left.delete(oldest);
    }
  };

  const forgetEnded = (now: number): void => {
    for (const [id, until] of left) {
      if (until > now) return;
      left.delete(id);
    }
  };

  store?.onTaken((id, owner) => {
    const holder = holders.get(id);
    if (holder?.owner !== owner) return;
    holders.delete(id);
    holder.onTaken();
  });

  /** Whether the ticket opens, as far as this process and the others know. */
  const isOpen = async (
    ticket: Parameters<Tickets['claim']>[0],
    owner: string,
    isFirstAllowed: boolean,
    untilMs: number,
  ): Promise<boolean> => {
    const isKnown = holders.has(ticket.id) || left.has(ticket.id);
    if (store === null) return isFirstAllowed || isKnown;
    // What is known here may have been forgotten there, so it is written down anew.
    const answer = await store.take(ticket, owner, isFirstAllowed || isKnown, untilMs);
    // It may well have been used elsewhere, and a stream that cannot come back is worse than one that comes late.
    return answer !== 'unknown';
  };

  return async (ticket, onTaken, now): Promise<{ readonly release: () => void } | TicketRefusal> => {
    const { id, issuedAt } = ticket;
    const until = issuedAt + TICKET_LIFE_MS;
    if (now >= until) return 'ended';
    forgetEnded(now);
    count += 1;
    const holder: Holder = { owner: String(count), onTaken, until };
    if (!(await isOpen(ticket, holder.owner, now < issuedAt + FIRST_USE_MS, until - now))) return 'too-late';
    const before = holders.get(id);
    left.delete(id);
    holders.set(id, holder);
    before?.onTaken();
    if (!isSweeping) {
      isSweeping = true;
      setTimeout(sweep, sweepMs).unref();
    }
    return {
      release() {
        if (holders.get(id) !== holder) return;
        holders.delete(id);
        remember(id, until);
      },
    };
  };
}
