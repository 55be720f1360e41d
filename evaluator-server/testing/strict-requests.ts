import { connectionOptions, type Fields, readChunks, readHead } from './strict-fields.ts';

/** A request as bytes on a connection say it, and in no other way. */
export interface StrictRequest {
  readonly method: string;
  readonly target: string;
  readonly body: string;
}

/** The requests of one connection, in their order. */
export interface StrictRequests {
  readonly requests: readonly StrictRequest[];
  /**
   * Why there are no more: the bytes are at their `end`, stand in the midst of a request (`more`), are `wrong` at that
   * place, or the last request `closes` the connection, so that what follows is not read.
   */
  readonly stop: 'end' | 'more' | 'wrong' | 'closes';
}

/** Several spaces frame nothing: RFC 9112, section 3, lets a server take them for one. */
const LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) +([\x21-\x7e\x80-\xff]+) +HTTP\/1\.([01])$/;

/** How long the body is: a number of bytes, in chunks, or not to be told. */
function framing(fields: Fields, isOld: boolean): number | 'chunked' | null {
  const lengths = fields.get('content-length');
  const codings = fields.get('transfer-encoding');
  if (codings !== undefined) {
    const isChunked = codings.length === 1 && codings[0]?.toLowerCase() === 'chunked';
    return isChunked && lengths === undefined && !isOld ? 'chunked' : null;
  }
  if (lengths === undefined) return 0;
  const [length = '', ...others] = lengths;
  return others.length === 0 && /^\d{1,15}$/.test(length) ? Number(length) : null;
}

/**
 * Reads what came on a connection as a server must that guesses at nothing: lines end in CRLF, no field is folded, a body has
 * one length or is in chunks, never both, and `Host` stands there once.
 * @see RFC 9112, sections 2 to 7
 */
export function readStrictRequests(bytes: Uint8Array): StrictRequests {
  const text = Buffer.from(bytes).toString('latin1');
  const requests: StrictRequest[] = [];
  for (let at = 0; ; ) {
    // Empty lines before a request are passed over, whatever ends them: they frame nothing, so no two readers differ.
    while (text[at] === '\r' || text[at] === '\n') at += 1;
    if (at >= text.length) return { requests, stop: 'end' };
    const head = readHead(text, at);
    if (typeof head === 'string') return { requests, stop: head };
    const { line, fields } = head;
    const [, method = '', target = '', minor] = LINE.exec(line) ?? [];
    if (method === '') return { requests, stop: 'wrong' };
    const isOld = minor === '0';
    const hosts = fields.get('host')?.length ?? 0;
    if (hosts > 1 || (hosts === 0 && !isOld)) return { requests, stop: 'wrong' };
    const length = framing(fields, isOld);
    if (length === null) return { requests, stop: 'wrong' };
    const read =
      length === 'chunked'
        ? readChunks(text, head.end)
        : { body: text.slice(head.end, head.end + length), end: head.end + length };
    if (typeof read === 'string') return { requests, stop: read };
    if (read.end > text.length) return { requests, stop: 'more' };
    requests.push({ method, target, body: read.body });
    const options = connectionOptions(fields);
    const isLast = options.has('close') || (isOld && !options.has('keep-alive')) || method === 'CONNECT';
    if (isLast) return { requests, stop: 'closes' };
    at = read.end;
  }
}
