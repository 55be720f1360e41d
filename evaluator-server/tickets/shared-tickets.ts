import type { TicketStore } from './ticket-store.ts';

/** A line between the process that knows which tickets were used and one that asks, as node:cluster has it. */
export interface TicketLine {
  /** Must not throw; what cannot be sent is lost. */
  post(message: TicketMessage): void;
  /** Calls the listener with whatever comes over the line. */
  listen(listener: (message: unknown) => void): void;
}

/** What goes over a line: a question, its answer, or word that a ticket was taken by another process. */
export type TicketMessage =
  | {
      readonly ticket: 'take';
      readonly question: number;
      readonly id: string;
      readonly owner: string;
      readonly isFirstAllowed: boolean;
      readonly untilMs: number;
    }
  | { readonly ticket: 'answer'; readonly question: number; readonly answer: 'taken' | 'unknown' }
  | { readonly ticket: 'lost'; readonly id: string; readonly owner: string };

function isMessage(value: unknown): value is TicketMessage {
  return typeof value === 'object' && value !== null && 'ticket' in value && typeof value.ticket === 'string';
}

/** Which used tickets the processes of one machine know together, where they have no Redis for it. */
export interface SharedTickets {
  /** Serves a process; `lost` is to be called when it has ended. */
  serve(line: TicketLine): { readonly lost: () => void };
}

/** Who has a ticket, until when it is worth knowing. */
interface Holding {
  readonly line: TicketLine | null;
  readonly owner: string;
  /** By the clock of this process, epoch ms. */
  readonly until: number;
}

/**
 * The side that knows. The oldest ticket is forgotten when there are too many.
 * @param entries how many are known; about 200 bytes each.
 */
export function createSharedTickets({
  entries,
  clock = Date.now,
}: {
  readonly entries: number;
  readonly clock?: () => number;
}): SharedTickets {
  const holdings = new Map<string, Holding>();

  const forget = (now: number): void => {
    for (const [id, { until }] of holdings) {
      if (until > now && holdings.size <= entries) return;
      holdings.delete(id);
    }
  };

  return {
    serve(line) {
      let isLost = false;
      line.listen((message) => {
        if (isLost || !isMessage(message) || message.ticket !== 'take') return;
        const { question, id, owner, isFirstAllowed, untilMs } = message;
        const now = clock();
        const before = holdings.get(id);
        const isTaken = isFirstAllowed || (before !== undefined && before.until > now);
        line.post({ ticket: 'answer', question, answer: isTaken ? 'taken' : 'unknown' });
        if (!isTaken) return;
        holdings.delete(id);
        holdings.set(id, { line, owner, until: now + untilMs });
        forget(now);
        // What is taken within one process that process sees to itself.
        if (before !== undefined && before.line !== line)
          before.line?.post({ ticket: 'lost', id, owner: before.owner });
      });
      return {
        lost() {
          isLost = true;
          for (const [id, holding] of holdings) if (holding.line === line) holdings.set(id, { ...holding, line: null });
        },
      };
    },
  };
}

/** How long a stream may wait for an answer: a process that does not answer is taken for away. */
const ANSWER_MS = 500;

/** The side that asks. @param line to the process that knows. */
export function createLineTicketStore(line: TicketLine): TicketStore {
  const open = new Map<number, (answer: 'taken' | 'unknown' | 'away') => void>();
  let listener: (id: string, owner: string) => void = () => {};
  let count = 0;
  line.listen((message) => {
    if (!isMessage(message)) return;
    if (message.ticket === 'lost') listener(message.id, message.owner);
    if (message.ticket === 'answer') open.get(message.question)?.(message.answer);
  });
  return {
    take({ id }, owner, isFirstAllowed, untilMs) {
      count += 1;
      const question = count;
      return new Promise((resolve) => {
        const settle = (answer: 'taken' | 'unknown' | 'away'): void => {
          clearTimeout(timer);
          open.delete(question);
          resolve(answer);
        };
        const timer = setTimeout(() => settle('away'), ANSWER_MS);
        open.set(question, settle);
        line.post({ ticket: 'take', question, id, owner, isFirstAllowed, untilMs });
      });
    },
    onTaken(next) {
      listener = next;
    },
    async close() {
      for (const settle of [...open.values()]) settle('away');
    },
  };
}
