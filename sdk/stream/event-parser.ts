/** The fields of one block of a stream of server-sent events, each as text; absent ones were not sent. */
export interface EventBlock {
  readonly event?: string;
  readonly data?: string;
  readonly id?: string;
  readonly retry?: string;
}

/**
 * Reads server-sent events from pieces of text, cut anywhere. Does no I/O. A block is told once its empty line has come, so
 * that what a lost connection cut off is never told. An evaluator writes data on one line, and ends lines in LF, or what
 * stands between in CR LF; of a field that comes twice the last one counts.
 * @param onBlock hears of each block, also of one without data: `retry:` alone, or comments, which leave it without fields.
 * @returns takes the next piece. It throws what `onBlock` throws, and keeps what has no end: who reads counts.
 * @see HTML, 9.2.6
 */
export function createEventParser(onBlock: (block: EventBlock) => void): (text: string) => void {
  let rest = '';
  let fields: Record<string, string> = {};
  return (text) => {
    rest += text;
    // A line that is still open is looked at once it ends, not again with each piece.
    if (!text.includes('\n')) return;
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() as string;
    for (const line of lines) {
      if (line) {
        // A comment has no name, and nobody looks for that.
        const [name, value = ''] = line.split(/: ?(.*)/s, 2) as [string, string?];
        fields[name] = value;
      } else {
        onBlock(fields);
        fields = {};
      }
    }
  };
}
