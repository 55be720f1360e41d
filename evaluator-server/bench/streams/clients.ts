/** A process of clients of the stream benchmark. Runs only as its child process. */
import { createEvaluator } from '@flagforge/sdk/engine';
import { CHANGING_FLAGS, snapshotOf } from './changes.ts';
import { contextOf } from './contexts.ts';
import { CLIENT_KEY } from './keys.ts';
import {
  type Address,
  type ClientOrder,
  type ClientReport,
  type Contexts,
  type Edition,
  preciseNow,
} from './messages.ts';
import { openStream, type StreamClient } from './sse-client.ts';

/** How many are being connected at once: more would only wait in the queue of the listener. */
const CONNECTING = 200;
/** Where a server says nothing of when to come back. */
const DEFAULT_RETRY_MS = 1_000;

const say = (report: ClientReport): boolean | undefined => process.send?.(report);

let clients: StreamClient[] = [];
let targets: readonly Address[] = [];
let contexts: Contexts = 'distinct';
let first = 0;

let open = 0;
let refused = 0;
let wrong = 0;
let lost = 0;
let isClosing = false;
/** What is being waited for. */
let onOpen: () => void = () => {};
let expected: { readonly version: number; readonly who: Uint8Array; left: number; readonly at: Float64Array } | null =
  null;

function requestOf(client: StreamClient): string {
  const body = JSON.stringify({ context: contextOf(first + client.index, contexts) });
  const resume = client.lastEventId === null ? '' : `Last-Event-ID: ${client.lastEventId}\r\n`;
  return (
    `POST /v1/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${CLIENT_KEY}\r\n` +
    `Accept: text/event-stream\r\n${resume}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  );
}

function connectClient(client: StreamClient): void {
  const target = targets[(first + client.index) % targets.length];
  if (target === undefined) throw new TypeError('there is no server');
  openStream(client, target, requestOf(client), {
    opened() {
      open += 1;
      onOpen();
    },
    event(at, kind, version, when) {
      receive(at, kind, version, when);
    },
    closed(at, retryMs, status) {
      if (status === 200) {
        open -= 1;
        lost += 1;
      } else if (status !== 0) refused += 1;
      if (isClosing) return;
      const wait = retryMs ?? DEFAULT_RETRY_MS;
      // Full jitter on top of what the server says, as the SDKs do it.
      setTimeout(connectClient, wait * (0.5 + Math.random()), at);
    },
  });
}

function receive(client: StreamClient, kind: string, version: number, when: number): void {
  if (version < client.version) wrong += 1;
  client.version = version;
  if (kind === 'put' || expected === null || version !== expected.version) return;
  const index = client.index;
  if (expected.who[index] !== 1) {
    wrong += 1;
    return;
  }
  expected.who[index] = 2;
  expected.at[expected.at.length - expected.left] = when;
  expected.left -= 1;
  if (expected.left === 0) say({ report: 'received', version, at: expected.at, wrong });
}

async function openAll(count: number): Promise<void> {
  const startedAt = performance.now();
  clients = Array.from({ length: count }, (_, index) => ({
    ...{ index, version: 0, lastEventId: null, retryMs: null, socket: null },
  }));
  let next = 0;
  await new Promise<void>((resolve) => {
    const more = (): void => {
      while (next < count && next - open < CONNECTING) {
        const client = clients[next];
        next += 1;
        if (client !== undefined) connectClient(client);
      }
      if (open === count) resolve();
    };
    onOpen = more;
    more();
  });
  onOpen = () => {};
  say({ report: 'opened', milliseconds: performance.now() - startedAt, refused });
}

/** Those whose answers change, by the engine: everybody else must hear nothing. */
function concerned(before: Edition, after: Edition): Uint8Array {
  const evaluators = [before, after].map((edition) => createEvaluator(snapshotOf(edition)));
  const who = new Uint8Array(clients.length);
  const now = Date.now();
  for (const { index } of clients) {
    const context = contextOf(first + index, contexts);
    const [old, next] = evaluators.map((evaluator) =>
      JSON.stringify(CHANGING_FLAGS.map((flag) => evaluator.evaluate(flag, context, now))),
    );
    if (old !== next) who[index] = 1;
  }
  return who;
}

process.on('message', (order: ClientOrder) => {
  switch (order.order) {
    case 'open':
      ({ targets, contexts, first } = order);
      isClosing = false;
      [open, refused, wrong, lost] = [0, 0, 0, 0];
      void openAll(order.count);
      return;
    case 'expect': {
      const who = concerned(order.before, order.after);
      const { version } = order.after;
      const left = who.reduce((sum, each) => sum + each, 0);
      expected = { version, who, left, at: new Float64Array(left) };
      say({ report: 'ready' });
      if (left === 0) say({ report: 'received', version, at: expected.at, wrong });
      return;
    }
    case 'rejoin': {
      const startedAt = preciseNow();
      const done = (): void => {
        if (open < clients.length) return;
        onOpen = () => {};
        say({ report: 'rejoined', lost, milliseconds: preciseNow() - startedAt, refused });
      };
      [lost, refused] = [0, 0];
      onOpen = done;
      say({ report: 'ready' });
      return;
    }
    case 'close':
      isClosing = true;
      for (const { socket } of clients) socket?.destroy();
      clients = [];
      say({ report: 'closed', wrong });
  }
});
process.on('disconnect', () => process.exit());
say({ report: 'ready' });
