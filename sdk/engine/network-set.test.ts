import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cidr, isInCidr, maskedAddress, parseCidr, parseIp } from './ip.ts';
import { prepareNetworks, smallestNetwork } from './network-set.ts';

function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed === null) throw new Error(`${text} is no network`);
  return parsed;
}

/** The networks that hold an address, smallest first, as the set finds them. */
function holders(texts: readonly string[], address: string): Cidr[] {
  const set = prepareNetworks(texts.map(cidr));
  const ip = parseIp(address);
  const found: Cidr[] = [];
  for (let i = ip === null ? -1 : smallestNetwork(set, ip); i >= 0; i = set.parents[i] ?? -1) {
    found.push(set.networks[i] ?? cidr('::'));
  }
  return found;
}

test.each([
  [['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3'], '10.1.2.3', ['10.1.2.3', '10.1.0.0/16', '10.0.0.0/8']],
  [['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3'], '10.1.2.4', ['10.1.0.0/16', '10.0.0.0/8']],
  [['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3'], '10.255.255.255', ['10.0.0.0/8']],
  [['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3'], '11.0.0.0', []],
  [['10.0.0.0/8', '10.0.0.0/16', '10.0.0.0/8'], '10.0.0.0', ['10.0.0.0/16', '10.0.0.0/8']],
  [['0.0.0.0/0', '::/0'], '1.2.3.4', ['0.0.0.0/0']],
  [['0.0.0.0/0', '::/0'], '::1', ['::/0']],
  [['2001:db8::/32', '::ffff:10.0.0.0/104'], '10.9.9.9', ['10.0.0.0/8']],
])('of %j the address %s lies in %j', (texts, address, expected) => {
  expect(holders(texts, address)).toEqual(expected.map(cidr));
});

test('finds the same networks as asking each of them', () => {
  // Few values a group, so that networks nest.
  const group = fc.constantFrom(0, 0, 1, 0x8000, 0xffff);
  const address = fc.oneof(fc.tuple(group, group), fc.tuple(...Array.from({ length: 8 }, () => group)));
  const network = fc.tuple(address, fc.nat({ max: 128 })).map(([groups, bits]): Cidr => {
    const prefix = Math.min(bits, groups.length * 16);
    return { address: maskedAddress({ address: groups, prefix }), prefix };
  });
  fc.assert(
    fc.property(fc.array(network, { maxLength: 20 }), fc.array(address, { minLength: 5 }), (networks, addresses) => {
      const set = prepareNetworks(networks);
      for (const ip of addresses) {
        const found: number[] = [];
        for (let i = smallestNetwork(set, ip); i >= 0; i = set.parents[i] ?? -1) found.push(i);
        const expected = set.networks.flatMap((each, i) => (isInCidr(ip, each) ? [i] : []));
        expect(found.sort((a, b) => a - b)).toEqual(expected);
        expect(expected.length > 0).toBe(networks.some((each) => isInCidr(ip, each)));
      }
    }),
    { numRuns: 300 },
  );
});
