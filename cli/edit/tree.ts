/** A YAML file with the places of everything in it, so that edits can splice its text. Offsets are UTF-16 units, half-open. */
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import type { Model } from './model.ts';

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly start: number;
  /** Behind its last character; what follows on the line, and blank lines that say nothing, are not part of it. */
  readonly end: number;
  readonly value: Model;
  readonly style: 'plain' | 'single' | 'double' | 'block';
}

/** A child of a collection. */
export interface Child {
  /** null in a list. */
  readonly key: string | null;
  /** Where its key, its dash or, in a flow list, its value begins. */
  readonly start: number;
  /** Behind the colon or the dash; in a flow list, where the value begins. */
  readonly mark: number;
  /** Behind the last character of its value, or its mark where nothing is written. */
  readonly end: number;
  /** null: nothing is written there, which says null. */
  readonly value: Tree | null;
}

export interface CollectionTree {
  readonly kind: 'map' | 'list';
  readonly isFlow: boolean;
  readonly start: number;
  readonly end: number;
  /** The column of its keys or dashes, from 0; of a flow collection, of its bracket. */
  readonly column: number;
  readonly children: readonly Child[];
}

export type Tree = ScalarTree | CollectionTree;

/** A place in a tree. */
export interface Found {
  readonly tree: Tree | null;
  /** The child that holds it, and the collection that holds the child; null at the root. */
  readonly child: Child | null;
  readonly parent: CollectionTree | null;
  readonly index: number;
  /** Whether it lies inside a flow collection, where only flow style can stand. */
  readonly isInFlow: boolean;
}

/** null: there is no such place. */
export function findIn(root: Tree, path: YamlPath): Found | null {
  let found: Found = { tree: root, child: null, parent: null, index: 0, isInFlow: false };
  for (const step of path) {
    const { tree } = found;
    if (tree === null || tree.kind === 'scalar') return null;
    const index =
      tree.kind === 'map'
        ? tree.children.findIndex(({ key }) => key === String(step))
        : typeof step === 'number'
          ? step
          : -1;
    const child = tree.children[index];
    if (child === undefined) return null;
    found = { tree: child.value, child, parent: tree, index, isInFlow: found.isInFlow || tree.isFlow };
  }
  return found;
}

/** What a tree says. */
export function modelOfTree(tree: Tree | null): Model {
  if (tree === null) return null;
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.children.map(({ value }) => modelOfTree(value));
  return new Map(tree.children.map(({ key, value }) => [key ?? '', modelOfTree(value)]));
}
