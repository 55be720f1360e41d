/** Small vocabularies, so that random snapshots and contexts meet one another, and what is drawn from them. */
import fc from 'fast-check';
import type { Json, Literal } from '../../engine/snapshot.ts';

export const FLAG_KEYS = ['constructor', 'f0', 'f1', 'f2', 'f3', 'f4'];
export const VARIANTS = ['on', 'off', 'toString', 'third'];
export const SEGMENTS = ['s0', 's1', 's2', 'valueof'];
export const PATHS = [
  ['userId'],
  ['userId'],
  ['a'],
  ['b'],
  ['company', 'id'],
  ['company'],
  ['targetingKey'],
  ['__proto__'],
  ['constructor'],
  ['a', 'x'],
];
export const UNITS = ['u0', 'u1', 'u2', 'u3', 'u4', '7', '日本', '__proto__', 'constructor'];
const SEMVERS = [
  '0',
  '1',
  'v1.2',
  '1.2.0',
  '1.2.0-rc.1',
  '1.2.0-rc.1.x',
  '1.2.0-10',
  '1.2.0+b',
  '9007199254740993.0.0',
  '10.0',
];
const DATES = [
  '1970-01-01',
  '1970-01-01T00:00:00.005Z',
  '1970-01-01T01:00:00.007+01:00',
  '2026-12-01T09:30z',
  '9999-12-31',
];
const ADDRESSES = [
  '10.0.0.1',
  '10.1.2.3',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
  '::1',
  '2001:db8::1',
  '255.255.255.255',
  '::',
];
const NETWORKS = ['10.0.0.0/8', '10.0.0.1', '0.0.0.0/0', '::/0', '2001:db8::/32', '::ffff:10.0.0.0/104', '::1/128'];
export const STRINGS = [
  '',
  'a',
  'A',
  'b',
  'ab',
  'aab',
  'i',
  'İ',
  'ä',
  '😀',
  'a😀',
  '1',
  '5',
  'true',
  'null',
  'constructor',
  '__proto__',
];
export const NUMBERS = [0, -0, 1, 5, 7, -1, 0.5, 1.2, 10, 1e300, 9007199254740991, 9007199254740992, 1764581415123];

/** A text that is one of the vocabulary with a character changed, added or taken away: almost of its type. */
const almost = fc
  .record({
    text: fc.constantFrom(...SEMVERS, ...DATES, ...ADDRESSES, ...STRINGS),
    at: fc.nat({ max: 30 }),
    take: fc.nat({ max: 2 }),
    put: fc.constantFrom(
      '',
      '',
      '0',
      '1',
      '9',
      '.',
      ':',
      '::',
      '-',
      '+',
      'T',
      'Z',
      'v',
      'f',
      ' ',
      '/',
      'e',
      'İ',
      '😀',
      '٣',
    ),
  })
  .map(({ text, at, take, put }) => text.slice(0, at) + put + text.slice(at + take));

export const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(...STRINGS, ...UNITS, ...NUMBERS, true, false, null),
  fc.constantFrom<Json>(...SEMVERS, ...DATES, ...ADDRESSES),
  almost,
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** An object that may own `__proto__`, as JSON.parse makes them. */
function objectOf(keys: readonly string[], value: fc.Arbitrary<Json>): fc.Arbitrary<{ readonly [key: string]: Json }> {
  return fc
    .array(fc.tuple(fc.constantFrom(...keys), value), { maxLength: 5 })
    .map((entries) =>
      JSON.parse(`{${entries.map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`).join(',')}}`),
    );
}

const attribute: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 4 }) },
  { weight: 1, arbitrary: objectOf(['id', 'x', '__proto__'], scalar) },
);

const CONTEXT_KEYS = ['userId', 'a', 'b', 'company', 'targetingKey', '__proto__', 'constructor'];

// Half of the contexts prefer one kind of text, so that typed literals meet values of their type.
const attributes = fc.oneof(
  objectOf(CONTEXT_KEYS, attribute),
  fc.constantFrom(SEMVERS, DATES, ADDRESSES, STRINGS, UNITS).chain((kind) => {
    const text = fc.constantFrom<Json>(...kind);
    return objectOf(
      CONTEXT_KEYS,
      fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: fc.array(text, { maxLength: 4 }) }),
    );
  }),
);

/** A plausible context, mostly with a unit; one in twenty is no object. */
export const contexts: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: attributes },
  {
    weight: 13,
    arbitrary: fc
      .tuple(
        attributes,
        fc.constantFrom<Json>(...UNITS, 7),
        fc.constantFrom('userId', 'userId', 'targetingKey', 'company'),
      )
      .map(([most, unit, key]): Json => ({ ...most, [key]: key === 'company' ? { id: unit } : unit })),
  },
  { weight: 1, arbitrary: attribute },
);

/** An instant about those that random schedules name. */
export const instants = fc.integer({ min: -2, max: 12 });

/** Overrides that name flags and variants, and some that are nothing of the kind. */
export const overrides: fc.Arbitrary<Json> = fc.oneof(
  objectOf([...FLAG_KEYS, 'missing', '__proto__'], fc.constantFrom<Json>(...VARIANTS, 'nope', 1, null, true)),
  scalar,
);

/** Keys to ask for: those of flags, and those of nothing. */
export const flagKeys = [...FLAG_KEYS, 'missing', '__proto__', 'toString', ''];

export const plainLists: fc.Arbitrary<Literal>[] = [
  fc.constantFrom(...STRINGS, ...UNITS),
  fc.constantFrom(...NUMBERS),
  fc.boolean(),
];
export const semverLiteral = fc.constantFrom(...SEMVERS).map((semver) => ({ semver }));
export const dateLiteral = fc
  .oneof(instants, fc.constantFrom(Date.UTC(2026, 11, 1, 9, 30), 253402214400000))
  .map((date) => ({ date }));
const cidrLiteral = fc.constantFrom(...NETWORKS).map((cidr) => ({ cidr }));
export const literals: fc.Arbitrary<readonly Literal[]> = fc
  .constantFrom<fc.Arbitrary<Literal>>(...plainLists, semverLiteral, dateLiteral, cidrLiteral)
  .chain((kind) => fc.array(kind, { minLength: 1, maxLength: 6 }));

/** A text that is a version, a date, an address or almost one; or any scalar. */
export const typedValues: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(...SEMVERS, ...DATES, ...ADDRESSES),
  almost,
  almost,
  scalar,
  fc
    .array(fc.constantFrom('0', '1', '10', 'a', '-', '.', '+', 'v', '-rc', '.1', '.0'), { maxLength: 9 })
    .map((parts) => parts.join('')),
  fc
    .array(fc.constantFrom(':', '::', '0', '1', 'ffff', 'a00:1', '10.0.0.1', 'F'), { maxLength: 9 })
    .map((parts) => parts.join('')),
);

/** Versions, and networks, that literals may be. */
export const semverTexts = fc.constantFrom(...SEMVERS);
export const networkTexts = fc.constantFrom(...NETWORKS);
