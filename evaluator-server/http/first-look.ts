import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Problem } from './problem.ts';
import { beginsLikeStream, readSimpleRequest, type SimpleRequest } from './simple-request.ts';
import { writeRaw } from './socket-errors.ts';

/** Takes a request that was read from a socket; false: node:http is to have it. */
export type TakeRequest = (request: SimpleRequest, socket: Socket) => boolean;

/** What looks first. */
export interface FirstLook {
  /** Lets go of the connections that have not said anything yet. */
  close(): void;
}

const TOO_SLOW: Problem = { status: 408, code: 'request_timeout', detail: 'The request did not arrive in time.' };

/** How often silent connections are looked for, in ms: as often as node looks for slow requests. */
const SWEEP_MS = 500;

/**
 * Looks at the first bytes of each connection before node:http does. A simple request for a stream stays a bare socket,
 * which takes a third of the memory; everything else goes to node:http, byte for byte, as if nobody had looked.
 * @param timeoutMs how long a connection may say nothing.
 */
export function lookFirst(server: Server, timeoutMs: number, take: TakeRequest): FirstLook {
  const attach = server.listeners('connection');
  server.removeAllListeners('connection');
  /** Since when they say nothing. A timer for each socket would be kept as long as the socket is. */
  const silent = new Map<Socket, number>();

  const handOver = (socket: Socket, bytes: Buffer): void => {
    for (const listener of attach) listener.call(server, socket);
    socket.unshift(bytes);
    socket.resume();
  };

  // Shared by all connections, because there are many: each is called with its socket.
  function onFirst(this: Socket, bytes: Buffer): void {
    forget(this);
    this.pause();
    const request = beginsLikeStream(bytes) ? readSimpleRequest(bytes) : null;
    if (request === null || !take(request, this)) handOver(this, bytes);
  }
  function onEnd(this: Socket): void {
    this.destroy();
  }
  function onClose(this: Socket): void {
    silent.delete(this);
  }

  const forget = (socket: Socket): void => {
    silent.delete(socket);
    socket.off('data', onFirst);
    socket.off('end', onEnd);
    socket.off('error', onEnd);
    socket.off('close', onClose);
  };

  server.on('connection', (socket: Socket) => {
    silent.set(socket, performance.now());
    socket.on('data', onFirst);
    socket.on('end', onEnd);
    socket.on('error', onEnd);
    socket.on('close', onClose);
  });

  const sweep = (): void => {
    const late = performance.now() - timeoutMs;
    // The oldest come first.
    for (const [socket, since] of silent) {
      if (since > late) return;
      forget(socket);
      writeRaw(socket, TOO_SLOW);
    }
  };
  const timer = setInterval(sweep, Math.min(SWEEP_MS, timeoutMs));
  timer.unref();

  return {
    close() {
      clearInterval(timer);
      for (const socket of silent.keys()) socket.destroy();
    },
  };
}
