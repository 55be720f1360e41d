/** A request as simple as nearly all requests for streams are, read without node's parser. */
export interface SimpleRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query, as they were sent. */
  readonly target: string;
  /** Names in lower case; each stands once. */
  readonly headers: Readonly<Record<string, string>>;
  /** Exactly what Content-Length says; empty for a GET. */
  readonly body: Buffer;
}

/** A longer head is not simple. */
const MOST_HEAD_BYTES = 8_192;

const REQUEST_LINE = /^(GET|POST) (\/v1\/stream(?:\?[\x21-\x7e]*)?) HTTP\/1\.1$/;
const HEADER = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?[ \t]*$/;
const LENGTH = /^\d{1,8}$/;
const HOST = /^[A-Za-z0-9._~:[\]-]+$/;

/** What frames a body in another way, asks for something first, or changes the protocol. */
const UNUSUAL = new Set([
  'transfer-encoding',
  'expect',
  'upgrade',
  'content-encoding',
  'trailer',
  'te',
  'http2-settings',
]);

const STARTS = [Buffer.from('POST /v1/stream'), Buffer.from('GET /v1/stream')];

/** Whether more bytes could make a request for a stream of these: a look at the first of them. */
export function beginsLikeStream(bytes: Buffer): boolean {
  return STARTS.some((start) => {
    const length = Math.min(start.length, bytes.length);
    return bytes.compare(start, 0, length, 0, length) === 0;
  });
}

/**
 * Reads a whole request for `/v1/stream`, or answers with null for everything that is the least bit unusual: node's own
 * parser decides then, so that there is nothing that the two could read differently.
 */
export function readSimpleRequest(bytes: Buffer): SimpleRequest | null {
  const end = bytes.subarray(0, MOST_HEAD_BYTES).indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [, method, target] = REQUEST_LINE.exec(first) ?? [];
  if (target === undefined || (method !== 'GET' && method !== 'POST')) return null;
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of lines) {
    const [, name, value = ''] = HEADER.exec(line) ?? [];
    if (name === undefined) return null;
    const lower = name.toLowerCase();
    if (lower in headers || UNUSUAL.has(lower)) return null;
    headers[lower] = value;
  }
  const { host, connection = 'keep-alive', 'content-length': length } = headers;
  if (host === undefined || !HOST.test(host)) return null;
  if (!/^(?:keep-alive|close)$/i.test(connection)) return null;
  const body = bytes.subarray(end + 4);
  if (method === 'GET' ? length !== undefined : length === undefined || !LENGTH.test(length)) return null;
  if (body.length !== Number(length ?? 0)) return null;
  return { method, target, headers, body };
}
