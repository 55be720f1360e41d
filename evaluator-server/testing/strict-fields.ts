/** What requests and answers of HTTP/1.1 have in common, read by the letter of RFC 9112, and nothing else. */

/** The fields of a head: names in lower case, with every value that came under them. */
export type Fields = ReadonlyMap<string, readonly string[]>;

/** A first line, its fields, and where what follows them begins. */
export interface Head {
  readonly line: string;
  readonly fields: Fields;
  readonly end: number;
}

/** `more`: it may become good when more bytes come. `wrong`: it never will. */
export type Unread = 'more' | 'wrong';

const FIELD =
  /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff\t]*[\x21-\x7e\x80-\xff])?)?)[ \t]*$/;
const CHUNK = /^([0-9A-Fa-f]{1,15})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/;

/** @param text bytes as latin1. @param at where the line begins. */
function readLine(text: string, at: number): { readonly line: string; readonly end: number } | Unread {
  const end = text.indexOf('\r\n', at);
  // A line feed or a carriage return alone is no end of a line.
  const line = end < 0 ? text.slice(at) : text.slice(at, end);
  if (/\r(?!$)|\n/.test(line)) return 'wrong';
  return end < 0 ? 'more' : { line, end: end + 2 };
}

function readFields(text: string, at: number): { readonly fields: Fields; readonly end: number } | Unread {
  const fields = new Map<string, string[]>();
  for (let next = at; ; ) {
    const read = readLine(text, next);
    if (typeof read === 'string') return read;
    next = read.end;
    if (read.line === '') return { fields, end: next };
    const [, name = '', value = ''] = FIELD.exec(read.line) ?? [];
    if (name === '') return 'wrong';
    const values = fields.get(name.toLowerCase());
    if (values === undefined) fields.set(name.toLowerCase(), [value]);
    else values.push(value);
  }
}

/** Reads the head of a message that begins at `at`. */
export function readHead(text: string, at: number): Head | Unread {
  const first = readLine(text, at);
  if (typeof first === 'string') return first;
  const rest = readFields(text, first.end);
  return typeof rest === 'string' ? rest : { line: first.line, ...rest };
}

/** Reads a body in chunks, its trailers included. */
export function readChunks(text: string, at: number): { readonly body: string; readonly end: number } | Unread {
  let body = '';
  for (let next = at; ; ) {
    const read = readLine(text, next);
    if (typeof read === 'string') return read;
    const digits = CHUNK.exec(read.line)?.[1];
    if (digits === undefined) return 'wrong';
    const length = Number.parseInt(digits, 16);
    if (length === 0) {
      const trailers = readFields(text, read.end);
      return typeof trailers === 'string' ? trailers : { body, end: trailers.end };
    }
    const end = read.end + length;
    if (text.length < end + 2) return /^\r?$/.test(text.slice(end, end + 2)) ? 'more' : 'wrong';
    if (text.slice(end, end + 2) !== '\r\n') return 'wrong';
    body += text.slice(read.end, end);
    next = end + 2;
  }
}

/** The options of `Connection`, in lower case. */
export function connectionOptions(fields: Fields): ReadonlySet<string> {
  const values = (fields.get('connection') ?? []).flatMap((value) => value.split(','));
  return new Set(values.map((value) => value.trim().toLowerCase()));
}
