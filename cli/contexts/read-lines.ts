import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';

/** A line of a text stream, without its line break. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** A line that cannot be read: the lines before it have been handed out. */
export class UnreadableLine extends Error {
  override readonly name = 'UnreadableLine';
  /** From 1. */
  readonly line: number;

  constructor(line: number, problem: string) {
    super(problem);
    this.line = line;
  }
}

/** A longer line is no context; and without a limit one file of one line would take all memory. */
export const MAX_LINE_BYTES = 16 * 1_048_576;

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * The lines of a UTF-8 stream, in batches: all that one chunk completed, so that answers leave as input comes.
 * Only LF and CRLF end a line (readline also breaks at U+2028, which JSON strings may hold). A BOM is skipped.
 * Holds one chunk and one line, whatever the length of the stream.
 * @throws UnreadableLine at a line that is not UTF-8 or longer than 16 MiB, after the lines before it.
 */
export async function* readLines(stream: Readable): AsyncGenerator<readonly Line[]> {
  let number = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const linesOf = (bytes: Buffer): Line[] =>
    bytes
      .toString('utf8')
      .split('\n')
      .map((text) => {
        number += 1;
        const line = number === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
        return { number, text: line.endsWith('\r') ? line.slice(0, -1) : line };
      });

  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end !== -1) {
      const whole = pending.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...pending, chunk.subarray(0, end)]);
      pending = [];
      pendingBytes = 0;
      // A line feed is never a part of another character, so whole lines can be checked on their own.
      const good = isUtf8(whole) ? whole : goodLines(whole);
      if (good !== null) yield linesOf(good);
      if (good !== whole) throw new UnreadableLine(number + 1, 'not UTF-8');
    }
    const rest = chunk.subarray(end + 1);
    if (rest.length > 0) pending.push(rest);
    pendingBytes += rest.length;
    if (pendingBytes > MAX_LINE_BYTES) throw new UnreadableLine(number + 1, 'longer than 16 MiB');
  }
  if (pendingBytes === 0) return;
  const last = Buffer.concat(pending);
  if (!isUtf8(last)) throw new UnreadableLine(number + 1, 'not UTF-8');
  yield linesOf(last);
}

/** The lines before the first one that is not UTF-8; null when it is the first. */
function goodLines(bytes: Buffer): Buffer | null {
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return start === 0 ? null : bytes.subarray(0, start - 1);
    start = end + 1;
  }
}
