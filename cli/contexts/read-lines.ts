import type { Readable } from 'node:stream';

/** A line of a text stream, without its line break. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** The bytes are not UTF-8: no line after this one can be trusted. */
export class NotUtf8 extends Error {
  /** The line, from 1, at or shortly before which the bytes stop being UTF-8. */
  readonly line: number;

  constructor(line: number) {
    super(`line ${line} is not UTF-8`);
    this.name = 'NotUtf8';
    this.line = line;
  }
}

/**
 * The lines of a UTF-8 stream, in batches: all that one chunk completed, so that answers leave as input comes.
 * Only LF and CRLF end a line (readline also breaks at U+2028, which JSON strings may hold). A BOM is skipped.
 * @throws NotUtf8
 */
export async function* readLines(stream: Readable): AsyncGenerator<readonly Line[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pending = '';
  let number = 0;
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new NotUtf8(number + 1);
    }
  };
  const toLine = (text: string): Line => {
    number += 1;
    return { number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  };
  for await (const chunk of stream) {
    const parts = (pending + decode(chunk)).split('\n');
    pending = parts.pop() ?? '';
    if (parts.length > 0) yield parts.map(toLine);
  }
  pending += decode();
  if (pending !== '') yield [toLine(pending)];
}
