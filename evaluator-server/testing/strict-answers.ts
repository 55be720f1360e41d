import { connectionOptions, type Fields, readChunks, readHead } from './strict-fields.ts';

/** An answer, whole. */
export interface StrictAnswer {
  readonly status: number;
  readonly fields: Fields;
  readonly body: string;
}

const LINE = /^HTTP\/1\.1 ([1-5]\d\d) [\t\x20-\x7e]*$/;

/** Reads one answer of which all bytes are there. `isHead`: it has no body, whatever its length says. */
function readAnswer(text: string, at: number, isHead: boolean): { answer: StrictAnswer; end: number } | null {
  const head = readHead(text, at);
  if (typeof head === 'string') return null;
  const { line, fields } = head;
  const status = Number(LINE.exec(line)?.[1] ?? 0);
  if (status === 0) return null;
  const lengths = fields.get('content-length');
  const codings = fields.get('transfer-encoding');
  const done = (body: string, end: number) => (end > text.length ? null : { answer: { status, fields, body }, end });
  if (lengths !== undefined && (lengths.length > 1 || codings !== undefined || !/^\d+$/.test(lengths[0] ?? '')))
    return null;
  if (isHead || status < 200 || status === 204 || status === 304) return done('', head.end);
  if (codings !== undefined) {
    const read = codings.join() === 'chunked' ? readChunks(text, head.end) : 'wrong';
    return typeof read === 'string' ? null : done(read.body, read.end);
  }
  if (lengths !== undefined) {
    const end = head.end + Number(lengths[0]);
    return done(text.slice(head.end, end), end);
  }
  // Its end is that of the connection, and it must say so.
  return connectionOptions(fields).has('close') ? done(text.slice(head.end), text.length) : null;
}

/**
 * The answers that a connection brought, or null where they are not whole messages of HTTP/1.1, one behind the other
 * with nothing between them. Interim answers are left out.
 * @param heads which of the answers, counted from 0, are to a HEAD.
 */
export function readStrictAnswers(
  received: Uint8Array,
  heads: (index: number) => boolean = () => false,
): readonly StrictAnswer[] | null {
  const text = Buffer.from(received).toString('latin1');
  const answers: StrictAnswer[] = [];
  for (let at = 0; at < text.length; ) {
    const read = readAnswer(text, at, heads(answers.length));
    if (read === null) return null;
    if (read.answer.status >= 200) answers.push(read.answer);
    at = read.end;
  }
  return answers;
}
