import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { parseProxies } from './client-address.ts';
import { ownUrl } from './own-url.ts';

const NONE = parseProxies([]);
const LOCAL = parseProxies(['127.0.0.0/8']);

/** As much of a request as is looked at. */
function requestOf(headers: Record<string, string>, remoteAddress: string | undefined = '127.0.0.1'): IncomingMessage {
  return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
}

describe('how clients reach the server', () => {
  test('is what the setting says, whatever the request does', () => {
    const req = requestOf({ host: 'else.where' });
    expect(ownUrl(req, { publicUrl: 'https://flags.shop', trustedProxies: LOCAL })).toBe('https://flags.shop');
  });

  test.each([
    ['flags.shop', 'http://flags.shop'],
    ['Flags.shop:8080', 'http://Flags.shop:8080'],
    ['127.0.0.1:1', 'http://127.0.0.1:1'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['', null],
    ['flags.shop/path', null],
    ['user@flags.shop', null],
    ['flags.shop"><', null],
    ['flags shop', null],
    ['flags.shop:port', null],
    ['[::1', null],
    ['ü.shop', null],
  ])('is the Host of the request without it: %s', (host, url) => {
    expect(ownUrl(requestOf({ host }), { publicUrl: null, trustedProxies: NONE })).toBe(url);
  });

  test('is not known of a request without a Host', () => {
    expect(ownUrl(requestOf({}), { publicUrl: null, trustedProxies: LOCAL })).toBeNull();
  });

  const forwarded = { host: 'inner:8080', 'x-forwarded-host': 'flags.shop, inner', 'x-forwarded-proto': 'HTTPS' };
  test.each([
    ['believed of a declared proxy', '127.0.0.1', LOCAL, 'https://flags.shop'],
    ['not believed of others', '9.9.9.9', LOCAL, 'http://inner:8080'],
    ['not believed where none is declared', '127.0.0.1', NONE, 'http://inner:8080'],
  ])('X-Forwarded-Host and -Proto are %s', (_, remote, trustedProxies, url) => {
    expect(ownUrl(requestOf(forwarded, remote), { publicUrl: null, trustedProxies })).toBe(url);
  });

  test('a forwarded Host that is none is not made a URL of', () => {
    const req = requestOf({ host: 'inner', 'x-forwarded-host': 'a/b' });
    expect(ownUrl(req, { publicUrl: null, trustedProxies: LOCAL })).toBeNull();
  });
});
