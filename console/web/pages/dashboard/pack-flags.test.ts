import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FlagStatus } from '../../../api/flag-json.ts';
import type { FlagLine } from './flag-line.ts';
import { packFlags, unpackFlags } from './pack-flags.ts';

const status: fc.Arbitrary<FlagStatus> = fc.record({
  enabled: fc.boolean(),
  killed: fc.constantFrom('no', 'file', 'emergency'),
  ...{ targets: fc.nat(3), rules: fc.nat(3), default: fc.string(), scheduled: fc.nat(2), isServing: fc.boolean() },
  ...{ share: fc.constantFrom(null, 0, 0.25, 1), restShare: fc.constantFrom(0, 0.5), ways: fc.nat(3) },
  ...{ nextStep: fc.constantFrom(null, '2026-12-01T09:00:00.000Z'), summary: fc.string() },
});

const line: fc.Arbitrary<FlagLine> = fc.record({
  key: fc.string({ minLength: 1 }),
  description: fc.option(fc.string()),
  type: fc.constantFrom('boolean', 'string', 'number', 'json'),
  owner: fc.constantFrom(null, 'team-a', 'team-b'),
  tags: fc.array(fc.constantFrom('web', 'ios', '"', '')),
  kind: fc.constantFrom(null, 'temporary', 'permanent'),
  expires: fc.constantFrom(null, '2026-12-01'),
  client: fc.boolean(),
  state: fc.record({ kind: fc.constantFrom('active', 'inactive', 'stale'), reasons: fc.array(fc.string()) }),
  environments: fc.dictionary(fc.constantFrom('development', 'staging', 'production'), status),
  lastChange: fc.option(
    fc.record({
      commit: fc.string(),
      author: fc.string(),
      subject: fc.string(),
      at: fc.constant('2026-01-01T00:00:00Z'),
    }),
  ),
});

test('rows arrive as they were sent', () => {
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      expect(unpackFlags(packFlags(lines))).toEqual(lines);
    }),
  );
});

test('what thousands have in common is sent once', () => {
  const [one] = fc.sample(line, { numRuns: 1, seed: 1 });
  if (one === undefined) throw new TypeError('one was asked for');
  const many = Array.from({ length: 1_000 }, (_, index) => ({ ...one, key: `flag-${index}` }));
  expect(packFlags(many).length).toBeLessThan(JSON.stringify(many).length / 3);
});
