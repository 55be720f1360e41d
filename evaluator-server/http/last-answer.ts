import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

const LAST: unique symbol = Symbol('last answer');

interface MarkedSocket extends Duplex {
  [LAST]?: ServerResponse;
}

/** This answer is the last one of its connection, and its head will say so. To be called before it is sent. */
export function answerLast(req: IncomingMessage, res: ServerResponse): void {
  res.shouldKeepAlive = false;
  const socket: MarkedSocket = req.socket;
  socket[LAST] = res;
}

/**
 * Stops a connection from being read behind its last answer. True: what just came on it came after that answer, and is
 * not to be taken for a request, whatever it is. node goes on reading until that answer has left, so the connection is
 * paused until then; one whose last answer does not end, a stream, is ended, because its own end would not be noticed
 * any more.
 * @see RFC 9112, section 9.6
 */
export function stopAfterLast(socket: Duplex): boolean {
  const last = (socket as MarkedSocket)[LAST];
  if (last === undefined) return false;
  socket.pause();
  setImmediate(() => {
    if (!last.writableEnded) socket.destroy();
  });
  return true;
}
