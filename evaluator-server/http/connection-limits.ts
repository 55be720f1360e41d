import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Cidr } from '@flagforge/sdk/engine';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { addressBucket, clientAddress, isTrustedPeer } from './client-address.ts';
import type { Problem } from './problem.ts';
import { writeRaw } from './socket-errors.ts';

/** Those who are sent away come back spread over so many seconds. */
const SPREAD_SECONDS = 10;

/** How often it is told in the log that connections are refused, in ms. */
const TELL_MS = 10_000;

/** What a connection counts for, kept with it: its address is not known any more when it has closed. */
const BUCKET: unique symbol = Symbol('address bucket');

interface CountedSocket extends Socket {
  [BUCKET]?: string;
}

/** What connections are limited by. */
export interface ConnectionLimitOptions {
  readonly limits: Pick<Limits, 'connections' | 'connectionsPerAddress' | 'streamsPerAddress'>;
  /** Not counted by address: everybody comes from theirs. */
  readonly trustedProxies: readonly Cidr[];
  /** UTC epoch ms. */
  readonly clock: () => number;
  readonly log: Log;
}

/** 503 with a time to wait, which is another one for everybody. */
function refusal(): Problem {
  return {
    status: 503,
    code: 'too_many_connections',
    detail: 'There are too many connections, in all or from your address; ask again, and keep connections open.',
    headers: ['Retry-After', String(1 + Math.floor(Math.random() * SPREAD_SECONDS))],
  };
}

/**
 * Bounds how many connections are open, in all and from one address, before a byte of them is read: who opens many and
 * says nothing, or says it slowly, uses up its own share, and never the files that others and the stores need. To be
 * called when everything else listens for connections.
 */
export function limitConnections(server: Server, { limits, trustedProxies, clock, log }: ConnectionLimitOptions): void {
  const listeners = server.listeners('connection');
  server.removeAllListeners('connection');
  const most = limits.connectionsPerAddress + limits.streamsPerAddress;
  /** No more entries than connections. */
  const counts = new Map<string, number>();
  let open = 0;
  let refused = 0;
  let toldAt = Number.NEGATIVE_INFINITY;

  // One for all connections, because there are many.
  function onClose(this: CountedSocket): void {
    open -= 1;
    const bucket = this[BUCKET];
    if (bucket === undefined) return;
    const count = (counts.get(bucket) ?? 1) - 1;
    if (count > 0) counts.set(bucket, count);
    else counts.delete(bucket);
  }

  const refuse = (socket: Socket): void => {
    refused += 1;
    socket.on('error', () => socket.destroy());
    writeRaw(socket, refusal());
    const now = clock();
    if (now >= toldAt && now < toldAt + TELL_MS) return;
    log({ level: 'info', event: 'connections_refused', count: refused, open });
    refused = 0;
    toldAt = now;
  };

  server.on('connection', (socket: CountedSocket) => {
    const { remoteAddress } = socket;
    const ip = isTrustedPeer(remoteAddress, trustedProxies) ? null : clientAddress(remoteAddress, undefined, []);
    const bucket = ip === null ? undefined : addressBucket(ip);
    const own = bucket === undefined ? 0 : (counts.get(bucket) ?? 0);
    if (open >= limits.connections || own >= most) return refuse(socket);
    open += 1;
    if (bucket !== undefined) {
      socket[BUCKET] = bucket;
      counts.set(bucket, own + 1);
    }
    socket.on('close', onClose);
    for (const listener of listeners) listener.call(server, socket);
  });
}
