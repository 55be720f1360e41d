import { bucket } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { Sides } from '../side.ts';
import { axesOf, type Flow, flowsBetween, type Tree } from './outcome-tree.ts';
import type { Situation } from './situations.ts';

/** How the units of situations spread over the answers of both sides. Remembers what was computed: many give the same. */
export function createFlows(sides: Sides): (situation: Situation) => readonly Flow[] {
  const known = new Map<string, readonly Flow[]>();
  return ({ before, after, listed }) => {
    if (listed !== null) return namedFlows(before.tree, after.tree, listed, sides);
    const key = `${treeKey(before.tree)} ${treeKey(after.tree)}`;
    const flows = known.get(key) ?? flowsBetween(before.tree, after.tree);
    known.set(key, flows);
    return flows;
  };
}

const treeKeys = new WeakMap<Tree, string>();

/** The same for trees that answer alike. */
export function treeKey(tree: Tree): string {
  const key = treeKeys.get(tree) ?? canonicalJson(tree);
  treeKeys.set(tree, key);
  return key;
}

/** Of units by name the bucket is known, where they are what is hashed. */
function namedFlows(before: Tree, after: Tree, units: readonly string[], { after: side }: Sides): readonly Flow[] {
  const unit = canonicalJson(side.snapshot?.unit ?? null);
  const axes = [...axesOf(after, axesOf(before)).values()].filter(
    (axis) => axis.hash === null && canonicalJson(axis.unit) === unit,
  );
  if (axes.length === 0) return flowsBetween(before, after);
  const sums = new Map<string, Flow>();
  for (const name of units) {
    const pinned = new Map(axes.map(({ key, salt }) => [key, bucket(salt, name)]));
    for (const { from, to, share } of flowsBetween(before, after, pinned)) {
      const key = canonicalJson([from, to]);
      sums.set(key, { from, to, share: (sums.get(key)?.share ?? 0) + share });
    }
  }
  return [...sums.values()].map(({ from, to, share }) => ({ from, to, share: share / units.length }));
}
