import fc from 'fast-check';
import type { Automaton, Condition } from '../../engine/snapshot.ts';
import {
  dateLiteral,
  instants,
  literals,
  NUMBERS,
  PATHS,
  plainLists,
  SEGMENTS,
  STRINGS,
  semverLiteral,
} from './vocabulary.ts';

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

export const path = fc.constantFrom(...PATHS);
const orders = fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const);
const lower = fc.constantFrom({}, { lower: true as const });

export const leaf: fc.Arbitrary<Condition> = fc.oneof(
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
export const unknown = fc.constantFrom(
  { op: 'sounds_like', path: ['a'] },
  { op: 'constructor', of: [] },
) as unknown as fc.Arbitrary<Condition>;

export const conditions: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>((tie) => ({
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
