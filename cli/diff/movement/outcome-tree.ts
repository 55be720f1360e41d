/** Answers as functions of buckets: exact arithmetic over the ranges of independent bucket spaces. */
import { BUCKETS, type Group, type Outcome, type Path, type Rollout } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';

/** A bucket space of its own: units fall in it evenly, and independently of where they fall in any other. */
export interface Axis {
  /** The same for what has the same salt, unit and hash. */
  readonly key: string;
  readonly salt: string;
  readonly unit: Path;
  readonly hash: string | null;
}

/** A variant (null: the flag is not there), or ranges of a bucket space with what each gives. */
export type Tree =
  | { readonly kind: 'leaf'; readonly variant: string | null }
  | { readonly kind: 'axis'; readonly axis: Axis; readonly parts: readonly Part[] };

interface Part {
  /** Where the range ends, not included, in [1, 100000]; it begins where the one before ends. Ascending, the last is 100000. */
  readonly to: number;
  readonly tree: Tree;
}

export const leaf = (variant: string | null): Tree => ({ kind: 'leaf', variant });

const axisOf = (salt: string, unit: Path, hash: string | null): Axis => ({
  key: canonicalJson([salt, unit, hash]),
  salt,
  unit,
  hash,
});

/** What a rule or a default gives. One variant that has it all needs no bucket. @see contract 4 */
export function outcomeTree(outcome: Outcome): Tree {
  if ('serve' in outcome) return leaf(outcome.serve);
  return rolloutTree(outcome.rollout);
}

function rolloutTree({ salt, unit, hash, weights }: Rollout): Tree {
  const [only, ...others] = weights;
  if (only !== undefined && others.length === 0) return leaf(only[0]);
  let to = 0;
  const parts = weights.map(([variant, share]): Part => {
    to += share;
    return { to, tree: leaf(variant) };
  });
  return { kind: 'axis', axis: axisOf(salt, unit, hash ?? null), parts };
}

/** Inside the flag's slot of the group as given, outside of it `off`. */
export function slotTree(group: Group, flag: string, inside: Tree, off: string): Tree {
  const index = group.slots.findIndex((slot) => slot.flag === flag);
  const percent = group.slots[index]?.percent ?? 0;
  const from = group.slots.slice(0, index).reduce((sum, slot) => sum + slot.percent, 0);
  const parts: Part[] = [
    { to: from, tree: leaf(off) },
    { to: from + percent, tree: inside },
    { to: BUCKETS, tree: leaf(off) },
  ];
  const wide = parts.filter(({ to }, at) => to > (parts[at - 1]?.to ?? 0));
  return { kind: 'axis', axis: axisOf(`group:${group.name}`, group.unit, null), parts: wide };
}

/** The tree with other trees in place of its leaves. */
export function graft(tree: Tree, treeOf: (variant: string | null) => Tree): Tree {
  if (tree.kind === 'leaf') return treeOf(tree.variant);
  return { ...tree, parts: tree.parts.map((part) => ({ to: part.to, tree: graft(part.tree, treeOf) })) };
}

/** Every bucket space that a tree looks at, by key. */
export function axesOf(tree: Tree, into: Map<string, Axis> = new Map()): Map<string, Axis> {
  if (tree.kind === 'leaf') return into;
  into.set(tree.axis.key, tree.axis);
  for (const part of tree.parts) axesOf(part.tree, into);
  return into;
}

/** Units that have `from` by one tree and `to` by the other: their share, over 0 to 1. */
export interface Flow {
  readonly from: string | null;
  readonly to: string | null;
  readonly share: number;
}

/** The half-open range of each bucket space that is left, in place; changed on the way down, and put back. */
type Ranges = [from: number, to: number][];

/**
 * How the units spread over the pairs of answers of two trees, exactly: ranges of one bucket space overlap, those of
 * different ones multiply. The shares total 1; the order is that of the ranges.
 * @param pinned axis key -> the bucket of the one unit that is asked about.
 */
export function flowsBetween(before: Tree, after: Tree, pinned?: ReadonlyMap<string, number>): Flow[] {
  if (before.kind === 'leaf' && after.kind === 'leaf') return [{ from: before.variant, to: after.variant, share: 1 }];
  const places = new Map([...axesOf(after, axesOf(before)).keys()].map((key, index) => [key, index]));
  const ranges = [...places.keys()].map((key) => rangeOf(pinned?.get(key)));
  const isSmall = ranges.length <= EXACT_AXES;
  const sums = new Map<string, { from: string | null; to: string | null; sum: number | bigint }>();
  spread(before, after, places, ranges, (from, to) => {
    const key = `${from === null} ${from} ${to === null} ${to}`;
    const known = sums.get(key) ?? { from, to, sum: isSmall ? 0 : 0n };
    if (typeof known.sum === 'number') known.sum += volume(ranges);
    else known.sum += bigVolume(ranges);
    sums.set(key, known);
  });
  const whole = ranges.length === 0 ? 1 : isSmall ? volume(ranges) : Number(bigVolume(ranges));
  return [...sums.values()].map(({ from, to, sum }) => ({ from, to, share: Number(sum) / whole }));
}

/** So many bucket spaces have no more cells than a number holds exactly: 100000^3 is below 2^53. */
const EXACT_AXES = 3;

const rangeOf = (bucket: number | undefined): [number, number] =>
  bucket === undefined ? [0, BUCKETS] : [bucket, bucket + 1];

const volume = (ranges: Ranges): number => ranges.reduce((product, [from, to]) => product * (to - from), 1);

const bigVolume = (ranges: Ranges): bigint => ranges.reduce((product, [from, to]) => product * BigInt(to - from), 1n);

function spread(
  before: Tree,
  after: Tree,
  places: ReadonlyMap<string, number>,
  ranges: Ranges,
  found: (from: string | null, to: string | null) => void,
): void {
  const split = before.kind === 'axis' ? before : after;
  if (split.kind === 'leaf') {
    if (before.kind === 'leaf' && after.kind === 'leaf') found(before.variant, after.variant);
    return;
  }
  const range = ranges[places.get(split.axis.key) ?? -1];
  if (range === undefined) return;
  const [low, high] = range;
  let from = 0;
  for (const { to, tree } of split.parts) {
    range[0] = Math.max(low, from);
    range[1] = Math.min(high, to);
    from = to;
    if (range[0] >= range[1]) continue;
    if (split === before) spread(tree, after, places, ranges, found);
    else spread(before, tree, places, ranges, found);
  }
  range[0] = low;
  range[1] = high;
}
