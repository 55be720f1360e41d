import { randomBytes } from 'node:crypto';
import { setImmediate as immediately } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Ticket } from './ticket.ts';
import { createTickets } from './tickets.ts';

const HASH = 'a'.repeat(64);
const OLD = 'the secret of last year, 32 bytes';
const NEW = 'the secret of this year, 32 bytes';
const CONTENT = {
  keyHash: HASH,
  environment: 'production',
  context: '{"userId":"u1"}',
  overrides: undefined,
  form: 'own',
  seen: null,
} as const;
const SECOND = 1_000;
const HOUR = 3_600_000;
const MANY = 1_000;

const ticketsOf = (...secrets: string[]) => createTickets({ secrets, entries: MANY });

function opened(tickets: ReturnType<typeof createTickets>, token: string, now: number): Ticket {
  const ticket = tickets.open(token, now);
  if (typeof ticket === 'string') throw new Error(ticket);
  return ticket;
}

/** A ticket issued at 0, and how a connection claims it. */
function issued(tickets = ticketsOf(NEW)) {
  const ticket = opened(tickets, tickets.issue(CONTENT, 0).token, 0);
  const ended: string[] = [];
  const claim = (name: string, now: number) => tickets.claim(ticket, () => ended.push(name), now);
  return { claim, ended };
}

describe('what a ticket says', () => {
  test('comes back as it was issued, wherever the same secret is', () => {
    const context = '{"userId":"ü","__proto__":{"a":[1,null]}}';
    const content = { ...CONTENT, context, overrides: '{"banner":"sale"}', form: 'ofrep', seen: '7.ab-0' } as const;
    const { token, expiresAt } = ticketsOf(NEW).issue(content, 5_000);
    const { keyHash, environment } = CONTENT;
    const ticket = opened(ticketsOf(NEW), token, 6_000);
    const id = expect.stringMatching(/^[\w-]{38}$/);
    expect(ticket).toMatchObject({ id, keyHash, environment, form: 'ofrep', seen: '7.ab-0', issuedAt: 5_000 });
    expect([ticket.context, ticket.overrides].map((part) => JSON.stringify(part))).toEqual([
      content.context,
      content.overrides,
    ]);
    expect(expiresAt).toBe(65_000);
  });

  test('is not to be read or guessed from its token', () => {
    const tickets = ticketsOf(NEW);
    const tokens = Array.from({ length: 1_000 }, () => tickets.issue(CONTENT, 0).token);
    expect(new Set(tokens).size).toBe(1_000);
    expect(new Set(tokens.map((token) => opened(tickets, token, 0).id)).size).toBe(1_000);
    for (const token of tokens.slice(0, 10)) {
      expect(Buffer.from(token, 'base64url').toString('latin1')).not.toMatch(/userId|production|aaaa/);
    }
  });

  test('is refused when a single bit of it was changed, or anything was added or left out', () => {
    const tickets = ticketsOf(NEW);
    const { token } = tickets.issue(CONTENT, 0);
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(tickets.open(changed.toString('base64url'), 0)).toBe('unreadable');
    }
    for (const other of ['', 'A', `${token}A`, `${token}=`, ` ${token}`, token.slice(1), token.slice(0, -1), 'ü']) {
      expect(tickets.open(other, 0)).toBe('unreadable');
    }
    expect(tickets.open('A'.repeat(1_000_000), 0)).toBe('unreadable');
  });

  test('has one spelling: letters that decode to the same bytes do not make another one', () => {
    const tickets = ticketsOf(NEW);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // Of a length whose last letter has bits to spare.
    const { token } = [1, 2, 3]
      .map((length) => tickets.issue({ ...CONTENT, context: JSON.stringify('x'.repeat(length)) }, 0))
      .find((candidate) => candidate.token.length % 4 !== 0) ?? { token: '' };
    const same = [...letters].filter((letter) => typeof tickets.open(token.slice(0, -1) + letter, 0) !== 'string');
    expect(same).toEqual([token.at(-1)]);
  });

  test('is opened with each of several secrets, and sealed with the first', () => {
    const before = ticketsOf(OLD).issue(CONTENT, 0).token;
    const rotating = ticketsOf(NEW, OLD);
    const after = rotating.issue(CONTENT, 0).token;
    expect(opened(rotating, before, 0).context).toEqual({ userId: 'u1' });
    expect(opened(ticketsOf(NEW), after, 0).context).toEqual({ userId: 'u1' });
    expect(ticketsOf(OLD).open(after, 0)).toBe('unreadable');
    expect(ticketsOf(NEW).open(before, 0)).toBe('unreadable');
  });

  test('of two evaluators with one secret are never alike', () => {
    const tokens = [ticketsOf(NEW), ticketsOf(NEW)].map((tickets) => tickets.issue(CONTENT, 0).token);
    const [one, other] = tokens.map((token) => opened(ticketsOf(NEW), token, 0).id);
    expect(one).not.toBe(other);
  });

  test('opens after any number of made-up ones', () => {
    const tickets = ticketsOf(NEW);
    const { token } = ticketsOf(NEW).issue(CONTENT, 0);
    for (let index = 0; index < 2_000; index += 1) {
      expect(tickets.open(randomBytes(100).toString('base64url'), 0)).toBe('unreadable');
    }
    expect(opened(tickets, token, 0).environment).toBe('production');
  });

  test('is nothing to another process where no secret is set', () => {
    const [one, other] = [ticketsOf(), ticketsOf()];
    const { token } = one.issue(CONTENT, 0);
    expect(opened(one, token, 0).environment).toBe('production');
    expect(other.open(token, 0)).toBe('unreadable');
  });

  test('ends 24 hours after it was issued', () => {
    const tickets = ticketsOf(NEW);
    const { token } = tickets.issue(CONTENT, 0);
    expect(typeof tickets.open(token, 24 * HOUR - 1)).toBe('object');
    expect(tickets.open(token, 24 * HOUR)).toBe('ended');
  });
});

describe('who has a ticket', () => {
  test('is used first within 60 seconds', async () => {
    expect(await issued().claim('first', 60 * SECOND - 1)).toHaveProperty('release');
    expect(await issued().claim('first', 60 * SECOND)).toBe('too-late');
  });

  test('comes back for as long as it lives once it was used, and not after that', async () => {
    const { claim } = issued();
    for (const now of [0, 61 * SECOND, 23 * HOUR]) {
      const held = await claim('one', now);
      if (typeof held === 'string') throw new Error(held);
      held.release();
      held.release();
    }
    expect(await claim('one', 24 * HOUR)).toBe('ended');
  });

  test('is one connection at a time: a newer one ends the older, whose release then changes nothing', async () => {
    const { claim, ended } = issued();
    const older = await claim('older', 0);
    const newer = await claim('newer', 100 * SECOND);
    expect(ended).toEqual(['older']);
    if (typeof older === 'string' || typeof newer === 'string') throw new Error('refused');
    older.release();
    await claim('newest', 200 * SECOND);
    expect(ended).toEqual(['older', 'newer']);
  });

  test('is told to end when the ticket does, also while it is open', async () => {
    let now = 0;
    const tickets = createTickets({ secrets: [NEW], entries: MANY, clock: () => now, sweepMs: 1 });
    const one = issued(tickets);
    await one.claim('open', 0);
    now = 12 * HOUR;
    const other = issued(tickets);
    const { token } = tickets.issue(CONTENT, now);
    const later = opened(tickets, token, now);
    await tickets.claim(later, () => other.ended.push('later'), now);
    now = 24 * HOUR;
    while (one.ended.length === 0) await immediately();
    expect([one.ended, other.ended]).toEqual([['open'], []]);
    now = 36 * HOUR;
    while (other.ended.length === 0) await immediately();
    expect(one.ended).toEqual(['open']);
  });

  test('two that ask at the same time leave one of them', async () => {
    const { claim, ended } = issued();
    await Promise.all([claim('a', 0), claim('b', 0), claim('c', 0)]);
    expect(ended).toEqual(['a', 'b']);
  });

  test('is forgotten when more tickets were used than are remembered, open ones never', async () => {
    const tickets = createTickets({ secrets: [NEW], entries: 2 });
    const all = Array.from({ length: 4 }, () => issued(tickets));
    const held = await Promise.all(all.map(({ claim }) => claim('first', 0)));
    for (const one of held.slice(0, 3)) if (typeof one === 'object') one.release();
    const again = await Promise.all(all.map(({ claim }) => claim('again', 61 * SECOND)));
    expect(again.map((one) => (typeof one === 'string' ? one : 'taken'))).toEqual([
      'too-late',
      'taken',
      'taken',
      'taken',
    ]);
  });
});
