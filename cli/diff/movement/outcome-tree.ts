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

/** Axis key -> the half-open range of it that is left. */
type Ranges = ReadonlyMap<string, readonly [from: number, to: number]>;

/**
 * How the units spread over the pairs of answers of two trees, exactly: ranges of one bucket space overlap, those of
 * different ones multiply. The shares total 1; the order is that of the ranges.
 * @param pinned axis key -> the bucket of the one unit that is asked about.
 */
export function flowsBetween(before: Tree, after: Tree, pinned: ReadonlyMap<string, number> = new Map()): Flow[] {
  const axes = [...axesOf(after, axesOf(before)).keys()];
  const start = new Map(axes.map((key): [string, readonly [number, number]] => [key, rangeOf(pinned.get(key))]));
  const whole = volume(start);
  const sums = new Map<string, { from: string | null; to: string | null; sum: bigint }>();
  spread(before, after, start, (from, to, ranges) => {
    const key = canonicalJson([from, to]);
    sums.set(key, { from, to, sum: (sums.get(key)?.sum ?? 0n) + volume(ranges) });
  });
  return [...sums.values()].map(({ from, to, sum }) => ({ from, to, share: Number(sum) / Number(whole) }));
}

const rangeOf = (bucket: number | undefined): readonly [number, number] =>
  bucket === undefined ? [0, BUCKETS] : [bucket, bucket + 1];

const volume = (ranges: Ranges): bigint =>
  [...ranges.values()].reduce((product, [from, to]) => product * BigInt(to - from), 1n);

function spread(
  before: Tree,
  after: Tree,
  ranges: Ranges,
  found: (from: string | null, to: string | null, ranges: Ranges) => void,
): void {
  const split = before.kind === 'axis' ? before : after;
  if (split.kind === 'leaf') {
    if (before.kind === 'leaf' && after.kind === 'leaf') found(before.variant, after.variant, ranges);
    return;
  }
  const [low, high] = ranges.get(split.axis.key) ?? [0, BUCKETS];
  split.parts.forEach(({ to, tree }, index) => {
    const start = Math.max(low, split.parts[index - 1]?.to ?? 0);
    const end = Math.min(high, to);
    if (start >= end) return;
    const inner = new Map(ranges).set(split.axis.key, [start, end]);
    if (split === before) spread(tree, after, inner, found);
    else spread(before, tree, inner, found);
  });
}
