/** Whose word is taken for where a request comes from and where it went to: only that of a declared proxy. */
import type { Flag } from '@flagforge/sdk/engine';
import { afterEach, expect, test } from 'vitest';
import { createMemorySource } from './snapshots/memory.ts';
import { CLIENT_KEY, jsonOf, serveShop, type TestServer } from './testing/serve.ts';
import { shopSnapshot } from './testing/shop-snapshot.ts';

const ADDRESSES = {
  peer: '127.0.0.1/32',
  left: '6.6.6.6/32',
  client: '8.8.8.8/32',
  inner: '10.0.0.0/8',
  six: '2001:db8:1:2::1/128',
};

/** Its value is where the server saw the request come from. */
const WHENCE: Flag = {
  ...{ key: 'whence', type: 'string', client: true, enabled: true, off: 'nowhere' },
  variants: [...Object.keys(ADDRESSES), 'nowhere'].map((name) => ({ name, value: name })),
  rules: Object.entries(ADDRESSES).map(([name, cidr]) => ({
    ...{ name, serve: name, if: { op: 'in', path: ['ip'], values: [{ cidr }] } },
  })),
  default: { serve: 'nowhere' },
};

let shop: TestServer;
afterEach(() => shop.server.close());

const DECLARED = ['127.0.0.1'];
const CHAIN = ['127.0.0.1', '10.0.0.0/8'];
const OWN = 'http://127.0.0.1';
const HOST = { 'x-forwarded-host': 'flags.shop', 'x-forwarded-proto': 'https' };
const OUTER = 'https://flags.shop';
const SPOOFED = '6.6.6.6, 8.8.8.8';

test.each<[string, readonly string[], Record<string, string>, string, string]>([
  ['no proxy', [], {}, 'peer', OWN],
  ['an undeclared proxy', [], { 'x-forwarded-for': '8.8.8.8', ...HOST }, 'peer', OWN],
  ['another declared proxy', ['10.0.0.0/8'], { 'x-forwarded-for': '8.8.8.8', ...HOST }, 'peer', OWN],
  ['a declared proxy', DECLARED, { 'x-forwarded-for': '8.8.8.8', ...HOST }, 'client', OUTER],
  ['a declared proxy that says nothing', DECLARED, {}, 'peer', OWN],
  ['a spoofed address on the left', DECLARED, { 'x-forwarded-for': SPOOFED }, 'client', OWN],
  ['a spoofed trusted address on the left', DECLARED, { 'x-forwarded-for': '10.1.1.1, 8.8.8.8' }, 'client', OWN],
  ['a chain of two, one declared', DECLARED, { 'x-forwarded-for': `${SPOOFED}, 10.0.0.1` }, 'inner', OWN],
  ['a chain of two, both declared', CHAIN, { 'x-forwarded-for': `${SPOOFED}, 10.0.0.1`, ...HOST }, 'client', OUTER],
  ['a client within the chain', CHAIN, { 'x-forwarded-for': '10.0.0.2, 10.0.0.1' }, 'inner', OWN],
  ['IPv6', DECLARED, { 'x-forwarded-for': '2001:db8:1:2::1' }, 'six', OWN],
  ['IPv6 in brackets, with a port', DECLARED, { 'x-forwarded-for': '[2001:DB8:1:2:0::1]:443' }, 'six', OWN],
  ['IPv4 in IPv6', DECLARED, { 'x-forwarded-for': '::ffff:8.8.8.8' }, 'client', OWN],
  ['an address with a port', DECLARED, { 'x-forwarded-for': '8.8.8.8:55555' }, 'client', OWN],
  ['garbage', DECLARED, { 'x-forwarded-for': 'x\u00ff", ;;' }, 'peer', OWN],
  ['garbage behind an address', DECLARED, { 'x-forwarded-for': '8.8.8.8, unknown' }, 'peer', OWN],
  ['an empty hop', DECLARED, { 'x-forwarded-for': '8.8.8.8,' }, 'peer', OWN],
  ['Forwarded, which is not read', DECLARED, { forwarded: 'for=8.8.8.8;host=flags.shop;proto=https' }, 'peer', OWN],
  ['Forwarded beside the other', DECLARED, { forwarded: 'for=6.6.6.6', 'x-forwarded-for': '8.8.8.8' }, 'client', OWN],
  [
    'other headers of the kind',
    DECLARED,
    { 'x-real-ip': '6.6.6.6', 'cf-connecting-ip': '6.6.6.6', 'x-client-ip': '6.6.6.6', 'true-client-ip': '6.6.6.6' },
    'peer',
    OWN,
  ],
  [
    'other headers for paths',
    DECLARED,
    {
      'x-original-url': '/v1/snapshot',
      'x-rewrite-url': '/v1/snapshot',
      'x-forwarded-prefix': '/x',
      'x-http-method-override': 'GET',
    },
    'peer',
    OWN,
  ],
  [
    'a scheme that is none',
    DECLARED,
    { 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'flags.shop' },
    'peer',
    'http://flags.shop',
  ],
  ['a host with a path', DECLARED, { 'x-forwarded-host': 'flags.shop/evil?' }, 'peer', ''],
  ['a host with a user', DECLARED, { 'x-forwarded-host': 'a@flags.shop' }, 'peer', ''],
])('%s', async (_, trustedProxies, headers, address, origin) => {
  const source = createMemorySource([shopSnapshot({ flags: [WHENCE] })]);
  shop = await serveShop({ source, trustedProxies });
  // What the context of a client key says of itself counts for nothing.
  const context = { ip: '6.6.6.6' };
  const answer = await jsonOf(await shop.post('/v1/evaluate', { flagKey: 'whence', context }, CLIENT_KEY, headers));
  expect(answer.value).toBe(address);
  const issued = await shop.post('/v1/stream/tickets', { context }, CLIENT_KEY, headers);
  const { url } = (await issued.json()) as { url: string };
  const own = origin === OWN ? `${OWN}:${shop.port}` : origin;
  expect(url.replace(/ticket=.*/, '')).toBe(`${own}/v1/stream?`);
});

test('the public URL counts more than what any proxy says', async () => {
  shop = await serveShop({ trustedProxies: DECLARED, publicUrl: 'https://flags.shop/edge' });
  const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
  const { url } = (await (await shop.post('/v1/stream/tickets', { context: {} }, CLIENT_KEY, headers)).json()) as {
    url: string;
  };
  expect(url).toMatch(/^https:\/\/flags\.shop\/edge\/v1\/stream\?ticket=/);
});
