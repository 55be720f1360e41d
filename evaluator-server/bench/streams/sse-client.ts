/** A client of the stream benchmark: it must cost less than what it measures, so it reads only what it checks. */
import { connect, type Socket } from 'node:net';
import { preciseNow } from './messages.ts';

/** Called for each event, in order. `version` is the one in its id. */
export interface StreamEvents {
  opened(client: StreamClient): void;
  event(client: StreamClient, kind: string, version: number, at: number): void;
  /** @param retryMs what the server asked to wait; null: nothing. @param status of its answer; 0: it gave none. */
  closed(client: StreamClient, retryMs: number | null, status: number): void;
}

export interface StreamClient {
  readonly index: number;
  /** The newest version that it has; 0: none yet. */
  version: number;
  lastEventId: string | null;
  retryMs: number | null;
  socket: Socket | null;
}

/** One buffer for all sockets: what is read is looked at and forgotten. */
const shared = Buffer.allocUnsafe(65_536);

/** Opens the stream of a client. @param request the whole request as it goes over the wire. */
export function openStream(
  client: StreamClient,
  target: { readonly host: string; readonly port: number },
  request: Buffer | string,
  events: StreamEvents,
): void {
  let rest = '';
  let status = 0;
  let retryAfterMs: number | null = null;
  const read = (length: number, buffer: Uint8Array): boolean => {
    const at = preciseNow();
    let text = rest + Buffer.from(buffer.buffer, buffer.byteOffset, length).toString('latin1');
    if (status === 0) {
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) {
        rest = text;
        return true;
      }
      status = Number(text.slice(9, 12));
      const seconds = /^retry-after: (\d+)/im.exec(text.slice(0, end))?.[1];
      retryAfterMs = seconds === undefined ? null : Number(seconds) * 1_000;
      text = text.slice(end + 4);
      if (status === 200) events.opened(client);
    }
    const whole = text.lastIndexOf('\n\n') + 2;
    rest = text.slice(Math.max(0, whole));
    if (whole > 1) readEvents(client, text.slice(0, whole), events, at);
    return true;
  };
  const socket = connect({ ...target, onread: { buffer: shared, callback: read } });
  client.socket = socket;
  socket.once('connect', () => socket.write(request));
  socket.on('error', () => {});
  socket.once('close', () => {
    if (client.socket !== socket) return;
    client.socket = null;
    events.closed(client, retryAfterMs ?? client.retryMs, status);
  });
}

/** Events as the server writes them: whole, each line once. */
function readEvents(client: StreamClient, text: string, events: StreamEvents, at: number): void {
  for (const block of text.split('\n\n')) {
    const retry = /^retry: ?(\d+)/m.exec(block)?.[1];
    if (retry !== undefined) client.retryMs = Number(retry);
    const kind = /^event: ?(\w+)/m.exec(block)?.[1];
    const id = /^id: ?(\S+)/m.exec(block)?.[1];
    if (kind === undefined || id === undefined) continue;
    client.lastEventId = id;
    events.event(client, kind, Number.parseInt(id, 10), at);
  }
}
