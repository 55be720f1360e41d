import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkTexts, semverTexts, typedValues } from '../conformance/arbitraries/vocabulary.ts';
import {
  compareReferenceSemver,
  referenceDate,
  referenceInCidr,
  referenceIp,
  referenceLower,
  referenceSemver,
} from '../conformance/reference-values.ts';
import { compareSemver, isInCidr, lowerText, parseCidr, parseDate, parseIp, parseSemver } from './index.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 250) * 20;

test('reads the same texts as dates, at the same instants, as the reference', () => {
  fc.assert(
    fc.property(typedValues, (value) => {
      const instant = parseDate(value);
      // -0 and 0 are one instant.
      expect(instant === null ? null : instant + 0).toBe(referenceDate(value));
    }),
    { numRuns: RUNS },
  );
});

test('reads the same texts as versions, in the same order, as the reference', () => {
  fc.assert(
    fc.property(typedValues, fc.oneof(semverTexts, typedValues), (left, right) => {
      if (typeof left !== 'string' || typeof right !== 'string') return;
      const [a, b] = [parseSemver(left), parseSemver(right)];
      const [x, y] = [referenceSemver(left), referenceSemver(right)];
      expect([a === null, b === null]).toEqual([x === null, y === null]);
      if (a === null || b === null || x === null || y === null) return;
      expect(Math.sign(compareSemver(a, b))).toBe(Math.sign(compareReferenceSemver(x, y)));
    }),
    { numRuns: RUNS },
  );
});

test('reads the same texts as addresses, in the same networks, as the reference', () => {
  fc.assert(
    fc.property(typedValues, networkTexts, (value, network) => {
      if (typeof value !== 'string') return;
      const ip = parseIp(value);
      const cidr = parseCidr(network);
      expect(ip === null).toBe(referenceIp(value) === null);
      if (cidr === null) throw new Error(`${network} must be a network`);
      expect(ip !== null && isInCidr(ip, cidr)).toBe(referenceInCidr(value, network));
    }),
    { numRuns: RUNS },
  );
});

test('folds every code point up to U+052F as the reference, and no other', () => {
  for (let code = 0; code <= 0x2fff; code += 1) {
    const text = `a${String.fromCodePoint(code)}Z`;
    expect(lowerText(text), `U+${code.toString(16)}`).toBe(referenceLower(text));
  }
});
