import { parseIp } from '@flagforge/sdk/engine';
import { describe, expect, test } from 'vitest';
import { addressBucket, clientAddress, parseProxies, printAddress } from './client-address.ts';

const NONE = parseProxies([]);
const LOCAL = parseProxies(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

describe('who a request comes from', () => {
  test.each([
    ['the peer', '9.9.9.9', undefined, NONE, '9.9.9.9'],
    ['the peer, whatever it claims', '9.9.9.9', '1.1.1.1', NONE, '9.9.9.9'],
    ['the peer when it is not trusted', '9.9.9.9', '1.1.1.1', LOCAL, '9.9.9.9'],
    ['the last hop before a trusted proxy', '127.0.0.1', '1.1.1.1, 2.2.2.2', LOCAL, '2.2.2.2'],
    ['the first hop that is not trusted', '127.0.0.1', '1.1.1.1, 2.2.2.2, 10.1.2.3', LOCAL, '2.2.2.2'],
    ['the first hop when all are trusted', '127.0.0.1', '10.0.0.1, 10.0.0.2', LOCAL, '10.0.0.1'],
    ['the proxy when there is no header', '127.0.0.1', undefined, LOCAL, '127.0.0.1'],
    ['the proxy when its hop cannot be read', '127.0.0.1', '1.1.1.1, unknown', LOCAL, '127.0.0.1'],
    ['the proxy when the header is empty', '127.0.0.1', '', LOCAL, '127.0.0.1'],
    ['a hop with a port', '127.0.0.1', '1.1.1.1:8080', LOCAL, '1.1.1.1'],
    ['a hop in brackets with a port', '127.0.0.1', '[2001:db8::1]:443', LOCAL, '2001:db8::1'],
    ['several headers', '127.0.0.1', ['1.1.1.1', '2.2.2.2'], LOCAL, '2.2.2.2'],
    ['IPv4 in IPv6', '::ffff:127.0.0.1', '::ffff:1.2.3.4', LOCAL, '1.2.3.4'],
    ['an address with a zone', 'fe80::1%eth0', undefined, LOCAL, 'fe80::1'],
  ])('is %s', (_, remote, forwarded, trusted, expected) => {
    const address = clientAddress(remote, forwarded, trusted);
    expect(address === null ? null : printAddress(address)).toBe(expected);
  });

  test('is nobody when the socket is gone', () => {
    expect(clientAddress(undefined, '1.1.1.1', LOCAL)).toBeNull();
  });

  test('follows a bounded number of hops', () => {
    const address = clientAddress('127.0.0.1', `6.6.6.6,${'10.0.0.1,'.repeat(5_000)}10.0.0.1`, LOCAL);
    expect(address === null ? null : printAddress(address)).toBe('10.0.0.1');
  });
});

describe('an address in its one text', () => {
  test.each([
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['::', '::'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:0:2:0:0:3:4', '1::2:0:0:3:4'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['1:2:3:4:5:6:0:0', '1:2:3:4:5:6::'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
  ])('%s is %s', (text, expected) => {
    expect(printAddress(parseIp(text) ?? [])).toBe(expected);
  });

  test('hosts of one /64 share a bucket, IPv4 addresses do not', () => {
    const bucketOf = (text: string): string => addressBucket(parseIp(text) ?? []);
    expect(bucketOf('2001:db8:1:2::1')).toBe(bucketOf('2001:db8:1:2:ffff::9'));
    expect(bucketOf('2001:db8:1:3::1')).not.toBe(bucketOf('2001:db8:1:2::1'));
    expect(bucketOf('1.2.3.4')).not.toBe(bucketOf('1.2.3.5'));
  });
});
