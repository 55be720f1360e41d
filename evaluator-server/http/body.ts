import type { IncomingMessage } from 'node:http';

const EMPTY = Buffer.alloc(0);

/**
 * Reads a request body of at most `limit` bytes. Calls `done` with the whole of it, or `tooLarge` as soon as it is
 * known to be longer (by Content-Length before the first byte, else while reading); neither when the client goes
 * away. How long it may take is the server's `requestTimeout`. A body that comes in one piece is not copied.
 */
export function readBody(
  req: IncomingMessage,
  limit: number,
  done: (body: Buffer) => void,
  tooLarge: () => void,
): void {
  const declared = req.headers['content-length'];
  if (declared !== undefined && Number(declared) > limit) {
    tooLarge();
    return;
  }
  let first: Buffer | null = null;
  let pieces: Buffer[] | null = null;
  let size = 0;
  req.on('data', (chunk: Buffer) => {
    if (size > limit) return;
    size += chunk.length;
    if (size > limit) {
      pieces = null;
      tooLarge();
    } else if (first === null) first = chunk;
    else if (pieces === null) pieces = [first, chunk];
    else pieces.push(chunk);
  });
  req.on('end', () => {
    if (size > limit) return;
    done(pieces === null ? (first ?? EMPTY) : Buffer.concat(pieces, size));
  });
}
