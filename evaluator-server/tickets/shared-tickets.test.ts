import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLineTicketStore, createSharedTickets, type SharedTickets, type TicketLine } from './shared-tickets.ts';
import type { Ticket } from './ticket.ts';
import { createTickets } from './tickets.ts';

const SECRETS = ['what all processes have, 32 bytes'];
const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function lineOf(port: MessagePort): TicketLine {
  ports.push(port);
  return { post: (message) => port.postMessage(message), listen: (listener) => port.on('message', listener) };
}

/** A process that shares its tickets. */
function worker(shared: SharedTickets) {
  const { port1, port2 } = new MessageChannel();
  const { lost } = shared.serve(lineOf(port1));
  const tickets = createTickets({ secrets: SECRETS, entries: 10, store: createLineTicketStore(lineOf(port2)) });
  const ended: string[] = [];
  const claim = async (ticket: Ticket, name: string, now: number) => {
    const answer = await tickets.claim(ticket, () => ended.push(name), now);
    return typeof answer === 'string' ? answer : 'open';
  };
  return { claim, ended, lost };
}

function issued(): Ticket {
  const place = { keyHash: 'a'.repeat(64), environment: 'production' };
  const tickets = createTickets({ secrets: SECRETS, entries: 1 });
  const { token } = tickets.issue({ ...place, context: '{}', overrides: undefined, form: 'own', seen: null }, 0);
  const ticket = tickets.open(token, 0);
  if (typeof ticket === 'string') throw new Error(ticket);
  return ticket;
}

describe('tickets of the processes of one machine', () => {
  test('one that was used at one comes back at another, one that was not is too late', async () => {
    const shared = createSharedTickets({ entries: 10 });
    const [a, b] = [worker(shared), worker(shared)];
    const ticket = issued();
    expect(await a.claim(ticket, 'first', 0)).toBe('open');
    expect(await b.claim(ticket, 'again', 61_000)).toBe('open');
    expect(await b.claim(issued(), 'late', 61_000)).toBe('too-late');
  });

  test('a newer connection ends the older one, whichever process has it', async () => {
    const shared = createSharedTickets({ entries: 10 });
    const [a, b] = [worker(shared), worker(shared)];
    const ticket = issued();
    await a.claim(ticket, 'at a', 0);
    await b.claim(ticket, 'at b', 0);
    await vi.waitFor(() => expect(a.ended).toEqual(['at a']));
    await a.claim(ticket, 'at a again', 0);
    await vi.waitFor(() => expect(b.ended).toEqual(['at b']));
    await a.claim(ticket, 'at a once more', 0);
    expect(a.ended).toEqual(['at a', 'at a again']);
  });

  test('outlive the process that used them', async () => {
    const shared = createSharedTickets({ entries: 10 });
    const [a, b] = [worker(shared), worker(shared)];
    const ticket = issued();
    await a.claim(ticket, 'first', 0);
    a.lost();
    expect(await b.claim(ticket, 'again', 61_000)).toBe('open');
  });

  test('are forgotten when there are too many, and when they have ended', async () => {
    let now = 0;
    const shared = createSharedTickets({ entries: 1, clock: () => now });
    const [a, b] = [worker(shared), worker(shared)];
    const [one, other] = [issued(), issued()];
    await a.claim(one, 'one', 0);
    await a.claim(other, 'other', 0);
    expect(await b.claim(one, 'again', 61_000)).toBe('too-late');
    now = 86_400_000;
    expect(await b.claim(other, 'again', 61_000)).toBe('too-late');
  });

  test('are let in when nobody answers', async () => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1);
    const store = createLineTicketStore(lineOf(port2));
    const tickets = createTickets({ secrets: SECRETS, entries: 10, store });
    const claim = tickets.claim(issued(), () => {}, 61_000);
    await store.close();
    expect(await claim).toHaveProperty('release');
  });
});
