import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasHostBits, isInCidr, parseCidr, parseIp } from './ip.ts';

test.each([
  ['1.2.3.4', [0x102, 0x304]],
  ['::ffff:1.2.3.4', [0x102, 0x304]],
  ['0:0:0:0:0:FFFF:0102:0304', [0x102, 0x304]],
  ['::', [0, 0, 0, 0, 0, 0, 0, 0]],
  ['1:2:3:4:5:6:7::', [1, 2, 3, 4, 5, 6, 7, 0]],
  ['::1.2.3.4', [0, 0, 0, 0, 0, 0, 0x102, 0x304]],
])('reads %j', (text, groups) => {
  expect(parseIp(text)).toEqual(groups);
});

test.each([
  '',
  ':',
  '1',
  '1.2.3',
  '1.2.3.4.5',
  '01.2.3.4',
  '1.2.3.256',
  '1.2.3.4 ',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '1::2::3',
  ':1::',
  '1:',
  ':::',
  '12345::',
  '::g',
  'fe80::1%eth0',
  '::1.2.3',
  '1.2.3.4::',
  '::1.2.3.4:5',
])('takes %j for another type', (text) => {
  expect(parseIp(text)).toBeNull();
});

const group = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16));
const candidate = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.array(fc.oneof(group, fc.constant(''), fc.ipV4()), { maxLength: 9 }).map((parts) => parts.join(':')),
  fc.stringMatching(/^[0-9a-f:.]{0,20}$/),
);

test('accepts exactly the addresses that Node accepts', () => {
  fc.assert(
    fc.property(candidate, (text) => {
      expect([text, parseIp(text) !== null]).toEqual([text, isIP(text) !== 0 && !text.includes('%')]);
    }),
    { numRuns: 2000 },
  );
});

test('agrees with Node on which network an address lies in', () => {
  const pair = fc.oneof(
    fc.tuple(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), fc.constant('ipv4' as const)),
    fc.tuple(fc.ipV6(), fc.ipV6(), fc.integer({ min: 0, max: 128 }), fc.constant('ipv6' as const)),
  );
  fc.assert(
    fc.property(pair, ([address, network, prefix, family]) => {
      const ip = parseIp(address);
      const cidr = parseCidr(`${network}/${prefix}`);
      fc.pre(ip !== null && cidr !== null && (family === 'ipv4' || (ip.length === 8 && cidr.address.length === 8)));
      if (ip === null || cidr === null) return;
      const list = new BlockList();
      list.addSubnet(network, prefix, family);
      expect(isInCidr(ip, cidr)).toBe(list.check(address, family));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['10.0.0.0/8', 8, false],
  ['10.0.0.1/8', 8, true],
  ['10.0.0.1', 32, false],
  ['0.0.0.0/0', 0, false],
  ['::ffff:10.0.0.0/104', 8, false],
  ['2001:db8::/32', 32, false],
  ['2001:db8::1/32', 32, true],
])('reads the network %j', (text, prefix, isWithHostBits) => {
  const cidr = parseCidr(text);
  expect(cidr?.prefix).toBe(prefix);
  expect(cidr !== null && hasHostBits(cidr)).toBe(isWithHostBits);
});

test.each([
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/08',
  '10.0.0.0/-1',
  '::/129',
  '::ffff:10.0.0.0/95',
  '/8',
  '10.0/8',
  '::/1 ',
])('refuses the network %j', (text) => {
  expect(parseCidr(text)).toBeNull();
});
