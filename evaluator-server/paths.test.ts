/**
 * Every route has one spelling: no other reaches it, or what guards it, on either of the two ways on which requests are
 * read, by node:http and on the bare socket. @see CVE-2026-0650
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, exchange } from './testing/raw-http.ts';
import { SERVER_KEY, serveShop, type TestServer } from './testing/serve.ts';
import { readStream } from './testing/stream-reader.ts';

let shop: TestServer;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop.server.close());

const BEARER = `Authorization: Bearer ${SERVER_KEY}`;
const ROUTES = [
  ...['/v1/evaluate', '/v1/evaluate/all', '/v1/snapshot', '/v1/stream', '/v1/stream/tickets', '/v1/usage'],
  ...['/ofrep/v1/evaluate/flags', '/ofrep/v1/evaluate/flags/banner', '/healthz', '/readyz', '/metrics'],
];

/** A path in another spelling; every one of them has been taken for the path itself by some server or proxy. */
const SPELLINGS: readonly [name: string, spell: (path: string) => string][] = [
  ['two slashes before it', (path) => `/${path}`],
  ['three slashes before it', (path) => `//${path}`],
  ['two slashes in it', (path) => path.replace(/\/(?=[^/]*$)/, '//')],
  ['a slash behind it', (path) => `${path}/`],
  ['two slashes behind it', (path) => `${path}//`],
  ['a dot before it', (path) => `/.${path}`],
  ['a dot behind it', (path) => `${path}/.`],
  ['a full stop behind it', (path) => `${path}.`],
  ['a way up before it', (path) => `/..${path}`],
  ['a way down and up', (path) => `/x/..${path}`],
  ['a way down and up from a route without a key', (path) => `/healthz/..${path}`],
  ['a way up behind it', (path) => `${path}/..${path}`],
  ['an encoded dot', (path) => `/%2e${path}`],
  ['an encoded way up', (path) => `/x/%2e%2e${path}`],
  ['a half encoded way up', (path) => `/x/.%2e${path}`],
  ['a way up encoded twice', (path) => `/x/%252e%252e${path}`],
  ['an overlong way up', (path) => `/x/%c0%ae%c0%ae${path}`],
  ['an encoded slash before it', (path) => `/%2f${path.slice(1)}`],
  ['encoded slashes', (path) => `/${path.slice(1).replaceAll('/', '%2f')}%2f`],
  ['an encoded letter', (path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)],
  ['an encoded last letter', (path) => path.replace(/[a-z]$/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)],
  ['an upper-case letter', (path) => path.replace(/[a-z]/, (letter) => letter.toUpperCase())],
  ['upper case', (path) => path.toUpperCase()],
  ['a backslash', (path) => path.replace(/\/(?=[^/]*$)/, '\\')],
  ['an encoded backslash', (path) => `/x%5c..${path}`],
  ['a parameter', (path) => `${path};x=1`],
  ['a parameter with a way up', (path) => `/x/..;${path}`],
  ['a NUL', (path) => `${path}%00`],
  ['a line end', (path) => `${path}%0d%0a`],
  ['a space', (path) => `${path}%20`],
  ['a tab', (path) => `${path}%09`],
  ['an encoded question mark', (path) => `${path}%3f`],
  ['an encoded fragment', (path) => `${path}%23`],
  ['a fragment', (path) => `${path}#x`],
  ['an extension', (path) => `${path}.json`],
  ['a soft hyphen', (path) => `${path}%c2%ad`],
  ['a full-width letter', (path) => path.replace('/', '/%ef%bd%96')],
  ['bytes that are no UTF-8', (path) => `${path}%ff`],
  ['a half escape', (path) => `${path}%`],
  ['no slash before it', (path) => path.slice(1)],
  ['a scheme that is not HTTP', (path) => `ftp://x${path}`],
  ['a user', (path) => `http://user@x${path}`],
  ['no host', (path) => `http://${path}`],
  ['two slashes behind the host', (path) => `http://x/${path}`],
  ['a query before the path', (path) => `http://x?${path}`],
  ['a fragment before the path', (path) => `http://x#${path}`],
];

/** The status of an answer, and what its body says that it is. */
function judge(text: string): readonly [status: string, code: unknown] {
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  return [text.slice(9, 12), body.startsWith('{') ? (JSON.parse(body) as { code?: unknown }).code : body];
}

describe('another spelling is no route', () => {
  test.each(SPELLINGS)('%s', async (_, spell) => {
    for (const route of ROUTES) {
      const path = spell(route);
      // What is one more segment there is a flag's key, encoded as it may be; it is asked for as such.
      if (/^\/ofrep\/v1\/evaluate\/flags\/[^/]+$/.test(path)) continue;
      for (const method of ['GET', 'POST']) {
        // As simple as can be, so that the bare socket is what it comes to where it could be a stream's.
        const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\n${BEARER}\r\n`;
        const body = method === 'GET' ? '\r\n' : 'Content-Length: 14\r\n\r\n{"context":{}}';
        const last = 'GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
        const [status, code] = judge(
          (await exchange(shop.port, head + body + last)).split(/(?=HTTP\/1\.1 \d)/)[0] ?? '',
        );
        // A target that is none at all does not even get that far.
        expect([path, status, code]).toEqual([
          path,
          ...(status === '400' ? ['400', 'bad_request'] : ['404', 'not_found']),
        ]);
      }
    }
  });

  test('a key of a flag has one spelling too', async () => {
    for (const [key, status] of [
      ['banner', 200],
      ['%62anner', 404],
      ['BANNER', 404],
      ['banner%2f', 404],
      ['..', 404],
      ['%2e%2e', 404],
    ]) {
      const line = `POST /ofrep/v1/evaluate/flags/${key} HTTP/1.1`;
      expect([key, (await ask(shop.port, line, [BEARER, 'Content-Length: 14'], '{"context":{}}')).status]).toEqual([
        key,
        status,
      ]);
    }
  });

  test.each([
    '/v1/stream/',
    '//v1/stream',
    '/V1/stream',
    '/v1/./stream',
    '/v1/%73tream',
    '/v1/stream;x',
    '/v1/stream%3fx',
    '/v1/stream#',
    '/v1/streamx',
    '/v1/stream/..',
    '/v1/stream%00',
  ])('%s opens no stream on a fresh connection', async (path) => {
    const text = await exchange(shop.port, `GET ${path} HTTP/1.1\r\nHost: x\r\n${BEARER}\r\nConnection: close\r\n\r\n`);
    expect(judge(text)).toEqual(['404', 'not_found']);
    expect(shop.server.streamStats().open).toEqual([]);
  });
});

describe('every route that has data asks for a key, in each form of its target', () => {
  const forms: readonly [string, (path: string) => string][] = [
    ['origin form', (path) => path],
    ['with a query', (path) => `${path}?x=/../healthz`],
    ['with an empty query', (path) => `${path}?`],
    ['absolute form', (path) => `http://else.where${path}`],
    ['absolute form in upper case', (path) => `HTTPS://ELSE.WHERE:8443${path}`],
  ];
  test.each(forms)('%s', async (_, form) => {
    for (const route of ROUTES) {
      const isOpen = /^\/(?:healthz|readyz|metrics)$/.test(route);
      const statuses: number[] = [];
      for (const method of ['GET', 'POST']) {
        const length = method === 'GET' ? [] : ['Content-Length: 2'];
        const line = `${method} ${form(route)} HTTP/1.1`;
        statuses.push((await ask(shop.port, line, length, method === 'GET' ? '' : '{}')).status);
      }
      if (isOpen) expect([route, ...statuses]).toEqual([route, 200, 405]);
      // 405 is what it says of a method that it does not have: never 200.
      else
        expect([route, statuses.includes(401), statuses.filter((status) => status !== 401 && status !== 405)]).toEqual([
          route,
          true,
          [],
        ]);
    }
  });

  test('a stream opens in the absolute form too, by node:http', async () => {
    const stream = await readStream({ port: shop.port, key: SERVER_KEY, over: 'http' });
    expect((await stream.next()).event).toBe('put');
    stream.close();
  });
});

test.each(['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'LOCK', 'SEARCH', 'HEAD', 'PURGE'])(
  '%s does nothing on any route',
  async (method) => {
    for (const route of ROUTES) {
      const { status, body } = await ask(shop.port, `${method} ${route} HTTP/1.1`, [BEARER]);
      const isProbe = method === 'HEAD' && /^\/(?:healthz|readyz|metrics)$/.test(route);
      expect([route, status]).toEqual([route, isProbe ? 200 : 405]);
      if (method === 'HEAD') expect(body).toBe('');
      // Nothing of the request comes back, its key least of all.
      expect(body).not.toContain('ff_server');
    }
  },
);

test.each(['get', 'Post', 'GETT', 'BREW', 'PO ST'])('%s is no method', async (method) => {
  expect((await ask(shop.port, `${method} /v1/evaluate HTTP/1.1`, [BEARER])).status).toBe(400);
});
