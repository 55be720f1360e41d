import fc from 'fast-check';
import { CLIENT_KEY, SERVER_KEY } from './serve.ts';

/** What is sent on one connection, and how. */
export interface Hostile {
  readonly bytes: Buffer;
  /** Where the bytes are cut into separate writes, ascending. */
  readonly cuts: readonly number[];
  /** `end`: the client says that no more comes, and reads on. `reset`: it is gone. */
  readonly last: 'end' | 'reset';
}

const QUESTION = '{"flagKey":"banner","context":{"userId":"u1"}}';

/** A request as text: `FRAMED` stands for its body in either framing. */
const TEMPLATES: readonly string[] = [
  ...['/v1/evaluate', '/v1/evaluate/all', '/v1/stream', '/v1/stream/tickets', '/v1/usage', '/ofrep/v1/evaluate/flags'],
  ...['/ofrep/v1/evaluate/flags/banner', '/v1/nothing'],
]
  .map((path) => `POST ${path} HTTP/1.1\r\nHost: a.example\r\n`)
  .concat(
    [
      ...['/v1/evaluate?flagKey=banner,local', '/v1/snapshot', '/v1/usage?flag=banner', '/v1/stream', '/healthz'],
      ...['/v1/stream?ticket=abc', '/metrics', '/readyz', 'http://a.example/v1/snapshot', '/v1/evaluate/all'],
    ].map((target) => `GET ${target} HTTP/1.1\r\nHost: a.example\r\nx-flagforge-context: e30\r\n`),
    ['OPTIONS /v1/evaluate', 'HEAD /healthz', 'PUT /v1/stream', 'DELETE /readyz', 'BREW /'].map(
      (line) => `${line} HTTP/1.1\r\nHost: a.example\r\nOrigin: https://a.example\r\n`,
    ),
    ['GET /healthz HTTP/1.0\r\n', 'POST /v1/evaluate HTTP/1.0\r\nConnection: keep-alive\r\n'],
    ['CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n', 'OPTIONS * HTTP/1.1\r\nHost: a.example\r\n'],
  );

const key = fc.constantFrom(SERVER_KEY, CLIENT_KEY, CLIENT_KEY, 'ff_client_unknown', '').map((text) => {
  return text === '' ? '' : `Authorization: Bearer ${text}\r\n`;
});

const body = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(QUESTION, '{"context":{}}', '{"counts":{"banner":{"on":1}}}', '') },
  fc.json(),
  fc.nat(70_000).map((length) => ' '.repeat(length)),
);

/** The body with one length, or in chunks of any sizes. */
const framed = fc
  .record({ text: body, isChunked: fc.boolean(), sizes: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 }) })
  .map(({ text, isChunked, sizes }) => {
    const bytes = Buffer.from(text).toString('latin1');
    if (!isChunked) return text === '' ? '\r\n' : `Content-Length: ${bytes.length}\r\n\r\n${bytes}`;
    const chunks: string[] = [];
    let rest = bytes;
    for (const size of sizes) {
      const chunk = rest.slice(0, size);
      if (chunk !== '') chunks.push(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
      rest = rest.slice(size);
    }
    if (rest !== '') chunks.push(`${rest.length.toString(16)}\r\n${rest}\r\n`);
    return `Transfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`;
  });

const valid = fc
  .tuple(fc.constantFrom(...TEMPLATES), key, framed)
  .map(([head, credential, rest]) => head + credential + (head.startsWith('POST') ? rest : '\r\n'));

/** What is put in between: framing that contradicts itself, line ends that are none, what asks for something first. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '\r\n',
      '\n',
      '\r',
      '\r\r\n',
      '\n\r',
      '\r\n\r\n',
      '\n\n',
      ' ',
      '\t',
      ':',
      ';',
      ',',
      '\0',
      '\x0b',
      '\x7f',
      '\x80',
    ],
    ...['Content-Length: 0\r\n', 'Content-Length: 5\r\n', 'content-length:5\r\n', 'Content-Length : 5\r\n'],
    ...['Content-Length: -1\r\n', 'Content-Length: +5\r\n', 'Content-Length: 0x5\r\n', 'Content-Length: 5, 5\r\n'],
    ...['Content-Length: 99999999999999999999\r\n', 'Content-Length:\r\n', 'Content\\-Length: 5\r\n'],
    ...['Transfer-Encoding: chunked\r\n', 'transfer-encoding:\tChunked \r\n', 'Transfer-Encoding : chunked\r\n'],
    ...['Transfer-Encoding: gzip, chunked\r\n', 'Transfer-Encoding: chunked, identity\r\n', 'Transfer-Encoding: x\r\n'],
    ...[
      'Transfer-Encoding:\r\n chunked\r\n',
      'Transfer-Encoding: \x0bchunked\r\n',
      'X: y\r\n folded\r\n',
      ' folded\r\n',
    ],
    ...['Host: b\r\n', 'Host:\r\n', 'Host: a@b, c\r\n', 'Connection: close\r\n', 'Connection: keep-alive, Upgrade\r\n'],
    ...['Expect: 100-continue\r\n', 'Expect: tea\r\n', 'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n'],
    ...['Upgrade: websocket\r\nConnection: Upgrade\r\n', 'TE: trailers\r\n', 'Trailer: Content-Length\r\n'],
    ...[
      '0\r\n\r\n',
      '5\r\nhello\r\n',
      '0x5\r\n',
      '-1\r\n',
      'ffffffffffffffff\r\n',
      '5;a="\r\n',
      '5 ;x\r\n',
      '00000000005\r\n',
    ],
    ...['X-Forwarded-For: 1.2.3.4\r\n', 'Last-Event-ID: 1.a-0\r\n', 'Content-Encoding: gzip\r\n', '__proto__: x\r\n'],
    ...[
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      'GET / HTTP/1.1\r\n',
      ' HTTP/1.0',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.nat(30_000).map((length) => `X-Long: ${'x'.repeat(length)}\r\n`),
  fc.nat(6_000).map((count) => 'a:\r\n'.repeat(count)),
);

/** Where a piece goes: to the beginning of one of the lines, which is where it hurts most, or anywhere. */
const change = fc.record({
  piece,
  line: fc.nat(12),
  at: fc.option(fc.nat(2_000)),
  cut: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(30)),
  isTwice: fc.boolean(),
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function apply(text: string, { piece: inserted, line, at, cut, isTwice }: Change): string {
  const starts = [...text.matchAll(/\r\n/g)].map((match) => match.index + 2);
  const place = at === null ? (starts[line % Math.max(1, starts.length)] ?? 0) : at % (text.length + 1);
  // Instead of something new, the line that stands there a second time.
  const again = isTwice && cut === 0 && at === null ? text.slice(place, text.indexOf('\r\n', place) + 2) : '';
  return text.slice(0, place) + (again === '' ? inserted : again) + text.slice(place + cut);
}

const bytes = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.array(valid, { minLength: 1, maxLength: 4 }), fc.array(change, { maxLength: 4 }))
      .map(([requests, changes]) => Buffer.from(changes.reduce(apply, requests.join('')), 'latin1')),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((list) => Buffer.from(list)) },
  {
    weight: 1,
    arbitrary: fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.from(pieces.join(''), 'latin1')),
  },
);

/** Valid requests of all routes, changed in what frames them, one behind the other, in any pieces; and plain noise. */
export const hostile: fc.Arbitrary<Hostile> = fc
  .record({
    bytes,
    cuts: fc.array(fc.nat(70_000), { maxLength: 4 }),
    last: fc.constantFrom('end' as const, 'end' as const, 'end' as const, 'reset' as const),
  })
  .map(({ bytes: sent, cuts, last }) => ({
    bytes: sent,
    cuts: [...new Set(cuts.map((cut) => cut % (sent.length + 1)))].sort((a, b) => a - b),
    last,
  }));
