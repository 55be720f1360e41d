import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { redisSettings, SOON_MS, useStores } from '../testing/use-stores.ts';
import { createRedisTicketStore } from './redis-ticket-store.ts';
import type { Ticket } from './ticket.ts';
import type { TicketStore } from './ticket-store.ts';
import { createTickets } from './tickets.ts';

const SECRETS = ['what every evaluator has, 32 bytes'];
const MINUTE = 60_000;
const stores = useStores();

let opened: TicketStore[] = [];
beforeEach(() => {
  opened = [];
});
afterEach(() => Promise.all(opened.map((store) => store.close())));

/** An evaluator's tickets, and the names of its connections that were told to end. */
function evaluator(url = stores.redisGate.url) {
  const project = { organization: stores.organization, project: 'web-store' };
  const log = (entry: (typeof stores.log)[number]) => stores.log.push(entry);
  const store = createRedisTicketStore({ redis: redisSettings(url), project, log, pollMs: SOON_MS });
  store.start();
  opened.push(store);
  const tickets = createTickets({ secrets: SECRETS, entries: 100, store });
  const ended: string[] = [];
  const claim = async (ticket: Ticket, name: string, now: number) => {
    const answer = await tickets.claim(ticket, () => ended.push(name), now);
    return typeof answer === 'string' ? answer : 'open';
  };
  return { tickets, store, ended, claim };
}

/** A ticket that was issued at 0, and opened by another evaluator than the one that sealed it. */
function issued(): Ticket {
  const place = { keyHash: 'a'.repeat(64), environment: 'production' };
  const content = { ...place, context: '{}', overrides: undefined, form: 'own', seen: null } as const;
  const sealing = createTickets({ secrets: SECRETS, entries: 1 });
  const ticket = createTickets({ secrets: SECRETS, entries: 1 }).open(sealing.issue(content, 0).token, 0);
  if (typeof ticket === 'string') throw new Error(ticket);
  return ticket;
}

/** Resolves when an evaluator's store answers: a ticket that nobody used is then not to be had late. */
async function expectShared({ store }: ReturnType<typeof evaluator>): Promise<void> {
  const probe = { id: 'probe', environment: 'production' };
  await vi.waitFor(async () => expect(await store.take(probe, '0', false, MINUTE)).toBe('unknown'), 10_000);
}

function keyOf(id: string): string {
  return `ff:{${stores.organization}/web-store/production}:tickets:${id}`;
}

describe('tickets of evaluators that share a Redis', () => {
  test('one that was used at one comes back at another, and one that was not is too late at both', async () => {
    const [a, b] = [evaluator(), evaluator()];
    await Promise.all([a, b].map(expectShared));
    const [used, unused] = [issued(), issued()];
    expect(await a.claim(used, 'first', 0)).toBe('open');
    expect(await b.claim(used, 'again', 61_000)).toBe('open');
    expect(await b.claim(unused, 'late', 61_000)).toBe('too-late');
    expect(await a.claim(unused, 'late', 61_000)).toBe('too-late');
    expect(await stores.cache.client.exists(keyOf(used.id), keyOf(unused.id))).toBe(1);
  });

  test('a newer connection ends the older one at the other evaluator, and only that', async () => {
    const [a, b] = [evaluator(), evaluator()];
    await Promise.all([a, b].map(expectShared));
    const [ticket, other] = [issued(), issued()];
    await a.claim(ticket, 'at a', 0);
    await a.claim(other, 'other at a', 0);
    await b.claim(ticket, 'at b', 1_000);
    await vi.waitFor(() => expect(a.ended).toEqual(['at a']), 10_000);
    await a.claim(ticket, 'at a again', 2_000);
    await vi.waitFor(() => expect(b.ended).toEqual(['at b']), 10_000);
    expect(a.ended).toEqual(['at a']);
    const prefix = keyOf('taken:');
    await vi.waitFor(async () => expect(await stores.cache.client.keys(`${prefix}*`)).toEqual([]), 10_000);
  });

  test('what Redis keeps of a ticket ends with the ticket, and tells nothing of key and context', async () => {
    const a = evaluator();
    await expectShared(a);
    const ticket = issued();
    await a.claim(ticket, 'first', 10_000);
    expect(await stores.cache.client.pttl(keyOf(ticket.id))).toBeLessThanOrEqual(86_390_000);
    expect(await stores.cache.client.pttl(keyOf(ticket.id))).toBeGreaterThan(86_300_000);
    expect(await stores.cache.client.get(keyOf(ticket.id))).toMatch(/^[0-9a-f]{16}:\d+$/);
  });

  test('without Redis each knows of its own, nobody is refused for that, and nothing is said of it twice', async () => {
    await stores.redisGate.shut();
    const [a, b] = [evaluator(), evaluator()];
    const ticket = issued();
    expect(await a.claim(ticket, 'first', 0)).toBe('open');
    expect(await a.claim(ticket, 'again', 61_000)).toBe('open');
    expect(a.ended).toEqual(['first']);
    expect(await b.claim(issued(), 'perhaps used elsewhere', 61_000)).toBe('open');
    await vi.waitFor(() => expect(stores.log.map(({ event }) => event)).toContain('tickets_not_shared'), 10_000);
    await stores.redisGate.open();
    await Promise.all([a, b].map(expectShared));
    expect(stores.log.filter(({ event }) => event === 'tickets_not_shared').length).toBeLessThanOrEqual(2);
    expect(await b.claim(issued(), 'late', 61_000)).toBe('too-late');
  });

  test('a Redis that hangs is asked once, not by each connection', { timeout: 20_000 }, async () => {
    const a = evaluator();
    await expectShared(a);
    stores.redisGate.swallow();
    // Half a second each would be more than this test has.
    for (let index = 0; index < 100; index += 1) expect(await a.claim(issued(), 'one', 0)).toBe('open');
    await stores.redisGate.shut();
  });

  test('what Redis forgot is still known where it was used, and is written down anew', async () => {
    const a = evaluator();
    await expectShared(a);
    const ticket = issued();
    await a.claim(ticket, 'first', 0);
    await stores.cache.client.del(keyOf(ticket.id));
    expect(await a.claim(ticket, 'again', 61_000)).toBe('open');
    expect(await stores.cache.client.exists(keyOf(ticket.id))).toBe(1);
  });
});
