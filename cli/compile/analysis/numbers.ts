import type { Literal } from '@flagforge/sdk/engine';
import type { PathAtom } from './atom.ts';

const bits = new DataView(new ArrayBuffer(8));

/** The next double in the direction; the ends stay where they are. */
const neighbour = (value: number, direction: 1 | -1): number => {
  if (value === 0) return direction * Number.MIN_VALUE;
  if (Math.abs(value) === Number.MAX_VALUE && Math.sign(value) === direction) return value;
  bits.setFloat64(0, value);
  const raw = bits.getBigInt64(0);
  bits.setBigInt64(0, raw + (Math.sign(value) === direction ? 1n : -1n));
  return bits.getFloat64(0);
};

const literalsOf = (atom: PathAtom): readonly Literal[] => {
  if ('values' in atom) return atom.values;
  return 'value' in atom ? [atom.value] : [];
};

/** Dates among the literals, in UTC epoch ms. */
export const datesIn = (atoms: readonly PathAtom[]): number[] =>
  atoms.flatMap((atom) =>
    literalsOf(atom).flatMap((literal) => (typeof literal === 'object' && 'date' in literal ? [literal.date] : [])),
  );

/**
 * Numbers such that, if any number satisfies a set of atoms, one of these does: every atom is constant between
 * two neighbouring literals (dates: between two milliseconds), so each literal, the doubles beside it and the
 * far ends stand for all.
 */
export const numberCandidates = (atoms: readonly PathAtom[]): number[] => {
  const candidates = new Set<number>([0, -Number.MAX_VALUE, Number.MAX_VALUE]);
  const edges: number[] = [];
  for (const atom of atoms) {
    for (const literal of literalsOf(atom)) if (typeof literal === 'number') edges.push(literal);
  }
  for (const date of datesIn(atoms)) edges.push(date - 1, date, date + 1);
  for (const edge of edges) {
    candidates.add(edge);
    candidates.add(neighbour(edge, 1));
    candidates.add(neighbour(edge, -1));
  }
  return [...candidates];
};

/** Whole milliseconds that stand for all instants in the same sense; also for texts that are dates. */
export const instantCandidates = (dates: readonly number[]): number[] => {
  const candidates = new Set<number>([0]);
  for (const date of dates) for (const near of [date - 1, date, date + 1]) candidates.add(near);
  return [...candidates];
};
