import fc from 'fast-check';
import type {
  Automaton,
  Condition,
  EnvironmentState,
  Flag,
  Group,
  Json,
  Literal,
  Outcome,
  Rule,
  Segment,
  Snapshot,
} from '../engine/snapshot.ts';
import { completeSnapshot, conditionSnapshot } from './runner.ts';

// Small vocabularies, so that random snapshots and contexts meet one another.
const FLAG_KEYS = ['constructor', 'f0', 'f1', 'f2', 'f3', 'f4'];
const VARIANTS = ['on', 'off', 'toString', 'third'];
const SEGMENTS = ['s0', 's1', 's2', 'valueof'];
const PATHS = [
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
const UNITS = ['u0', 'u1', 'u2', 'u3', 'u4', '7', '日本', '__proto__', 'constructor'];
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
const STRINGS = [
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
const NUMBERS = [0, -0, 1, 5, 7, -1, 0.5, 1.2, 10, 1e300, 9007199254740991, 9007199254740992, 1764581415123];

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

const scalar: fc.Arbitrary<Json> = fc.oneof(
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

const plainLists: fc.Arbitrary<Literal>[] = [
  fc.constantFrom(...STRINGS, ...UNITS),
  fc.constantFrom(...NUMBERS),
  fc.boolean(),
];
const semverLiteral = fc.constantFrom(...SEMVERS).map((semver) => ({ semver }));
const dateLiteral = fc
  .oneof(instants, fc.constantFrom(Date.UTC(2026, 11, 1, 9, 30), 253402214400000))
  .map((date) => ({ date }));
const cidrLiteral = fc.constantFrom(...NETWORKS).map((cidr) => ({ cidr }));
const literals: fc.Arbitrary<readonly Literal[]> = fc
  .constantFrom<fc.Arbitrary<Literal>>(...plainLists, semverLiteral, dateLiteral, cidrLiteral)
  .chain((kind) => fc.array(kind, { minLength: 1, maxLength: 6 }));

const automata: fc.Arbitrary<Automaton> = fc
  .record({
    states: fc.integer({ min: 1, max: 4 }),
    bounds: fc.subarray([97, 98, 105, 228, 300, 0x1f600, 0x1f601]),
    classCount: fc.integer({ min: 1, max: 3 }),
    random: fc.array(fc.nat({ max: 1000 }), { minLength: 40, maxLength: 40 }),
  })
  .map(({ states, bounds, classCount, random }) => {
    const pick = (index: number, below: number): number => (random[index % random.length] ?? 0) % below;
    const marked = (offset: number): number[] =>
      Array.from({ length: states }, (_, state) => state).filter((state) => pick(offset + state, 3) === 0);
    return {
      bounds: [0, ...bounds],
      classes: [0, ...bounds].map((_, index) => pick(index, classCount)),
      classCount,
      next: Array.from({ length: states * classCount }, (_, index) => pick(8 + index, states + 1) - 1),
      found: marked(24),
      atEnd: marked(32),
    };
  });

const path = fc.constantFrom(...PATHS);
const orders = fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const);
const lower = fc.constantFrom({}, { lower: true as const });

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(...SEGMENTS, 'nowhere').map((name): Condition => ({ op: 'segment', name })),
  path.map((where): Condition => ({ op: 'present', path: where })),
  fc.record({ op: fc.constant('==' as const), path, value: fc.oneof(...plainLists, semverLiteral, dateLiteral) }),
  fc
    .tuple(path, fc.constantFrom(...STRINGS))
    .map(([where, value]): Condition => ({ op: '==', path: where, lower: true, value })),
  fc.record({ op: orders, path, value: fc.oneof(fc.constantFrom(...NUMBERS), semverLiteral, dateLiteral) }),
  fc.record({ op: fc.constant('now' as const), order: orders, at: instants }),
  fc.record({
    op: fc.constantFrom('in' as const, 'contains_any' as const, 'contains_all' as const),
    path,
    values: literals,
  }),
  fc
    .tuple(
      fc.constantFrom('in' as const, 'contains_any' as const, 'contains_all' as const),
      path,
      fc.subarray(STRINGS, { minLength: 1 }),
    )
    .map(([op, where, values]): Condition => ({ op, path: where, lower: true, values })),
  fc
    .tuple(
      fc.constantFrom('starts_with' as const, 'ends_with' as const),
      path,
      fc.constantFrom(...STRINGS.slice(1)),
      lower,
    )
    .map(([op, where, value, fold]): Condition => ({ op, path: where, value, ...fold })),
  fc
    .tuple(path, fc.constantFrom('a', 'b', 'ab', '😀', '1', 1, 5, true, false))
    .map(([where, value]): Condition => ({ op: 'contains', path: where, value })),
  fc
    .tuple(path, fc.constantFrom('a', 'ab', 'i', 'ä'))
    .map(([where, value]): Condition => ({ op: 'contains', path: where, lower: true, value })),
  fc
    .tuple(path, automata, lower)
    .map(([where, automaton, fold]): Condition => ({ op: 'matches', path: where, pattern: '?', automaton, ...fold })),
);

// What a later format may bring; typed as a condition only so that it can stand where one does.
const unknown = fc.constantFrom(
  { op: 'sounds_like', path: ['a'] },
  { op: 'constructor', of: [] },
) as unknown as fc.Arbitrary<Condition>;

const conditions: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 30, arbitrary: leaf },
    { weight: 1, arbitrary: unknown },
    { weight: 6, arbitrary: tie('any').map((part): Condition => ({ op: 'not', of: [part] })) },
    {
      weight: 12,
      arbitrary: fc.record({
        op: fc.constantFrom('and' as const, 'or' as const),
        of: fc.array(tie('any'), { minLength: 2, maxLength: 3 }),
      }),
    },
  ),
})).any;

function outcomes(variants: readonly string[]): fc.Arbitrary<Outcome> {
  const rollout = fc
    .record({
      unit: path,
      salt: fc.constantFrom('f0', 'x', '', '日本'),
      hash: fc.oneof(
        { weight: 15, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constant('foreign') },
      ),
      cuts: fc.array(fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.constantFrom(0, 100_000)), {
        minLength: variants.length - 1,
        maxLength: variants.length - 1,
      }),
      keepsZeros: fc.boolean(),
    })
    .map(({ unit, salt, hash, cuts, keepsZeros }): Outcome => {
      const ends = [...cuts.sort((a, b) => a - b), 100_000];
      const weights = variants.map((variant, index) => [variant, (ends[index] ?? 0) - (ends[index - 1] ?? 0)] as const);
      return {
        rollout: {
          unit,
          salt,
          ...(hash === undefined ? {} : { hash }),
          weights: weights.filter((weight) => keepsZeros || weight[1] > 0),
        },
      };
    });
  return fc.oneof(
    fc.constantFrom(...variants).map((serve) => ({ serve })),
    rollout,
  );
}

function states(variants: readonly string[]): fc.Arbitrary<EnvironmentState> {
  const rule: fc.Arbitrary<Rule> = fc
    .tuple(conditions, outcomes(variants), fc.constantFrom({}, { name: 'named' }))
    .map(([condition, outcome, name]) => ({ if: condition, ...outcome, ...name }));
  const targets = fc
    .array(fc.constantFrom('', '', '', '', '', '', '', ...variants), {
      minLength: UNITS.length,
      maxLength: UNITS.length,
    })
    .map((chosen) =>
      variants.map((variant) => ({ variant, units: UNITS.filter((_, index) => chosen[index] === variant).sort() })),
    );
  return fc.record(
    {
      enabled: fc.constantFrom(true, true, true, true, true, true, false),
      targets,
      rules: fc.array(rule, { maxLength: 4 }),
      default: outcomes(variants),
    },
    { requiredKeys: [] },
  );
}

const others = fc.record({
  flag: fc.constantFrom(...FLAG_KEYS, 'nowhere'),
  variant: fc.constantFrom('on', 'off', 'third'),
});

function flag(key: string): fc.Arbitrary<Flag> {
  return fc.integer({ min: 2, max: VARIANTS.length }).chain((count) => {
    const variants = VARIANTS.slice(0, count);
    const step = fc.record({ at: fc.integer({ min: 0, max: 10 }), set: states(variants) });
    return fc
      .record({
        state: states(variants),
        enabled: fc.constantFrom({ enabled: true }, { enabled: true }, {}),
        values: fc.array(scalar, { minLength: count, maxLength: count }),
        off: fc.constantFrom(...variants),
        killed: fc.oneof(
          { weight: 15, arbitrary: fc.constant({}) },
          { weight: 1, arbitrary: fc.constant({ killed: true }) },
        ),
        requires: fc
          .constantFrom(0, 0, 0, 0, 0, 0, 1, 2)
          .chain((length) => fc.array(others, { minLength: length, maxLength: length })),
        schedule: fc.uniqueArray(step, { maxLength: 4, selector: (one) => one.at }),
      })
      .map(
        ({ state, enabled, values, off, killed, requires, schedule }): Flag => ({
          key,
          type: 'json',
          variants: variants.map((name, index) => ({ name, value: values[index] ?? null })),
          off,
          ...state,
          ...enabled,
          ...killed,
          ...(requires.length === 0 ? {} : { requires }),
          ...(schedule.length === 0 ? {} : { schedule: [...schedule].sort((a, b) => a.at - b.at) }),
        }),
      );
  });
}

const segment = (name: string): fc.Arbitrary<Segment> =>
  fc.record(
    {
      name: fc.constant(name),
      if: conditions,
      include: fc.subarray(UNITS),
      exclude: fc.subarray(UNITS, { maxLength: 3 }),
    },
    { requiredKeys: ['name'] },
  );

const groups: fc.Arbitrary<readonly Group[]> = fc
  .record({
    order: fc.shuffledSubarray(FLAG_KEYS, { maxLength: 4 }),
    percents: fc.array(fc.constantFrom(0, 1, 25_000, 33_333, 50_000), { minLength: 2, maxLength: 2 }),
    units: fc.array(path, { minLength: 2, maxLength: 2 }),
  })
  .map(({ order, percents, units }) =>
    [order.slice(0, 2), order.slice(2)].map((keys, index) => ({
      name: `g${index}`,
      unit: units[index] ?? ['userId'],
      slots: keys.map((key, slot) => ({ flag: key, percent: percents[(index + slot) % 2] ?? 0 })),
    })),
  );

/** A snapshot as a compiler could have written it, but for cycles, absent names, unknown conditions and hashes. */
export const snapshots: fc.Arbitrary<Snapshot> = fc
  .record({
    unit: fc.constantFrom(['userId'], ['userId'], ['company', 'id'], ['targetingKey'], ['__proto__']),
    overrides: fc.constantFrom('allowed' as const, 'denied' as const),
    flags: fc.tuple(...FLAG_KEYS.map(flag)),
    kept: fc.subarray(FLAG_KEYS, { minLength: 1 }),
    segments: fc.tuple(...SEGMENTS.map(segment)),
    groups: fc.oneof(fc.constant([]), groups),
    killed: fc.constantFrom([], [], [], ['f1'], ['nowhere']),
  })
  .map((parts) =>
    completeSnapshot({
      unit: parts.unit,
      overrides: parts.overrides,
      instants: Array.from({ length: 15 }, (_, index) => index - 2),
      flags: parts.flags.filter((one) => parts.kept.includes(one.key)),
      segments: parts.segments,
      groups: parts.groups,
      overlays: parts.killed.map((key) => ({ kind: 'kill' as const, flag: key })),
    }),
  );

/** A snapshot in which one to three places were replaced by any JSON, or taken out. */
export const corruptedSnapshots: fc.Arbitrary<unknown> = fc
  .tuple(
    snapshots,
    fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constant(undefined), scalar, fc.jsonValue())), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([snapshot, wounds]) => {
    const copy: unknown = JSON.parse(JSON.stringify(snapshot));
    for (const [where, replacement] of wounds) {
      const places: [Record<string, unknown>, string][] = [];
      const visit = (value: unknown): void => {
        if (typeof value !== 'object' || value === null) return;
        for (const key of Object.keys(value)) {
          places.push([value as Record<string, unknown>, key]);
          visit((value as Record<string, unknown>)[key]);
        }
      };
      visit(copy);
      const place = places[where % places.length];
      if (place === undefined || place[1] === '__proto__') continue;
      if (replacement === undefined && !Array.isArray(place[0])) delete place[0][place[1]];
      else place[0][place[1]] = replacement ?? null;
    }
    return copy;
  });

/** A snapshot whose flag `condition` has one rule: a random condition, or a segment, over random segments. */
export const conditionSnapshots: fc.Arbitrary<Snapshot> = fc
  .tuple(
    fc.constantFrom(['userId'], ['userId'], ['company', 'id']),
    fc.tuple(...SEGMENTS.map(segment)),
    fc.oneof(
      leaf,
      conditions,
      fc.constantFrom(...SEGMENTS).map((name): Condition => ({ op: 'segment', name })),
    ),
  )
  .map(([unit, segments, condition]) => conditionSnapshot({ unit, segments }, condition));

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
