import type { Socket } from 'node:net';

/** A line may be this long: a snapshot of 32 MB with its derived tables, and the escapes that JSON in JSON needs. */
export const MAX_LINE_BYTES = 128 * 1_048_576;

const LINE_FEED = 10;

/**
 * Calls `onLine` with each line of a connection, without its line feed, as UTF-8.
 * @param onTooLong called once when a line is longer than the limit; nothing is read after it.
 */
export function readLines(socket: Socket, onLine: (line: string) => void, onTooLong: () => void): void {
  let chunks: Buffer[] = [];
  let size = 0;
  const data = (chunk: Buffer): void => {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      chunks.push(chunk.subarray(from, at));
      const line = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      chunks = [];
      size = 0;
      from = at + 1;
      if (line !== undefined) onLine(line.toString('utf8'));
    }
    if (from === chunk.length) return;
    chunks.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size <= MAX_LINE_BYTES) return;
    socket.off('data', data);
    socket.pause();
    chunks = [];
    onTooLong();
  };
  socket.on('data', data);
}
