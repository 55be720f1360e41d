/**
 * Tickets are for what cannot send headers (EventSource, OFREP's event streams): a URL that opens one stream.
 * @see contract 7
 */

/** What a ticket says; sealed, so that its bearer can neither read nor change it. */
export interface Ticket {
  /** No other ticket has it, of whichever evaluator; base64url, 38 characters. It opens nothing. */
  readonly id: string;
  /** SHA-256 of the key that asked for it, lower-case hex: the ticket ends with its key. */
  readonly keyHash: string;
  readonly environment: string;
  /** As it was checked when the ticket was issued, with the `ip` that the server saw then; {} for a server key. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly overrides?: Readonly<Record<string, string>>;
  /** `own`: `put` and `patch`. `ofrep`: OFREP's `refetchEvaluation`. */
  readonly form: 'own' | 'ofrep';
  /** The id of the event that its holder knows of without having been told: what a stream goes on from at first. */
  readonly seen: string | null;
  /** UTC epoch ms. First used within 60 s from then, and never after 24 h. */
  readonly issuedAt: number;
}

/** What is to be sealed. The two texts are JSON: who issues tickets has them already, and does so for each list of flags. */
export interface TicketContent extends Pick<Ticket, 'keyHash' | 'environment' | 'form' | 'seen'> {
  readonly context: string;
  readonly overrides: string | undefined;
}

/** Why a ticket opens nothing: each is a 401 with the same words, so that none tells more than another. */
export type TicketRefusal = 'unreadable' | 'ended' | 'too-late';

/** Issues tickets and says whether one still opens its stream. */
export interface Tickets {
  /** Seals a ticket. `expiresAt`: the end of the time in which it must be used first, UTC epoch ms. */
  issue(content: TicketContent, now: number): { readonly token: string; readonly expiresAt: number };
  /** Reads what was sealed, here or by another evaluator with the same secret. */
  open(token: string, now: number): Ticket | TicketRefusal;
  /**
   * Takes the ticket for one connection; from then on an earlier connection of the same ticket, here or at another
   * evaluator, is told to end by its `onTaken`. Without Redis only this process is known of.
   * @returns how to let go of it, or why it does not open.
   */
  claim(ticket: Ticket, onTaken: () => void, now: number): Promise<{ readonly release: () => void } | TicketRefusal>;
}
