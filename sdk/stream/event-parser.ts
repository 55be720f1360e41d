/** The fields of one block of a stream of server-sent events, each as text; absent ones were not sent. */
export interface EventBlock {
  readonly event?: string;
  readonly data?: string;
  readonly id?: string;
  readonly retry?: string;
}

/** Longest block, in UTF-16 units: more than any snapshot, and what a broken server may cost a client at most. */
const LONGEST = 64 * 1_048_576;

/**
 * Reads server-sent events from pieces of text, cut anywhere. Does no I/O. A block is told once its empty line has come, so
 * that what a lost connection cut off is never told; comments are skipped.
 * @param onBlock hears of each block that has a field, also of one without data (`retry:` alone).
 * @returns takes the next piece. It throws what `onBlock` throws, and a RangeError when a block has no end.
 * @see HTML, 9.2.6
 */
export function createEventParser(onBlock: (block: EventBlock) => void, longest = LONGEST): (text: string) => void {
  let rest = '';
  let size = 0;
  let fields: Record<string, string> = {};
  return (text) => {
    rest += text;
    size += text.length;
    if (size > longest) throw new RangeError('The block has no end.');
    // A line that is still open is looked at once it ends, not again with each piece.
    if (!/[\r\n]/.test(rest.slice(-text.length - 1))) return;
    // A CR at the very end may be the half of a CRLF.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() as string;
    for (const line of lines) {
      const [name, value] = line.split(/: ?(.*)/s, 2) as [string, string?];
      if (line === '') {
        const block = fields;
        fields = {};
        size = rest.length;
        if (Object.keys(block).length > 0) onBlock(block);
      } else if (name !== '') {
        const before = name === 'data' ? fields.data : undefined;
        fields[name] = before === undefined ? (value ?? '') : `${before}\n${value ?? ''}`;
      }
    }
  };
}
