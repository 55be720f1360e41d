import type { Path } from '@flagforge/sdk/engine';
import type { Attribute, AttributeType } from '../model.ts';
import { printPath } from './path.ts';

/** What conditions may name: the project's declared attributes (null: anything) and its unit. */
export interface ConditionScope {
  readonly attributes: readonly Attribute[] | null;
  /** The project's unit; always known, as `targetingKey` is. */
  readonly unit: Path;
}

/** What is known of a path. `type` null: known, but of no declared type, so everything may be asked of it. */
export interface KnownAttribute {
  readonly kind: 'known';
  readonly type: AttributeType | null;
  readonly enum: readonly (string | number | boolean)[] | null;
}

/** `parent`: only paths below it are declared, so nothing is known of it but whether it is there. */
export type ResolvedAttribute =
  | KnownAttribute
  | { readonly kind: 'parent'; readonly below: string }
  | { readonly kind: 'unknown' };

interface Lookup {
  readonly declared: ReadonlyMap<string, Attribute>;
  /** Paths with something declared below them -> the first of those, printed. */
  readonly parents: ReadonlyMap<string, string>;
  readonly names: readonly string[];
}

/** A project's attributes are one array for all its conditions: looked through once. */
const lookups = new WeakMap<readonly Attribute[], Lookup>();

function lookupOf(attributes: readonly Attribute[]): Lookup {
  const known = lookups.get(attributes);
  if (known !== undefined) return known;
  const declared = new Map<string, Attribute>();
  const parents = new Map<string, string>();
  for (const attribute of attributes) {
    declared.set(printPath(attribute.path), attribute);
    addParents(parents, attribute.path);
  }
  const lookup = { declared, parents, names: [...declared.keys()] };
  lookups.set(attributes, lookup);
  return lookup;
}

function addParents(parents: Map<string, string>, path: Path): void {
  for (let length = 1; length < path.length; length += 1) {
    const parent = printPath(path.slice(0, length));
    if (!parents.has(parent)) parents.set(parent, printPath(path));
  }
}

const UNTYPED: KnownAttribute = { kind: 'known', type: null, enum: null };

/** Finds what the project says of a path. A declaration wins over the unit's and `targetingKey`'s being known anyway. */
export function resolveAttribute(scope: ConditionScope, path: Path): ResolvedAttribute {
  if (scope.attributes === null) return UNTYPED;
  const name = printPath(path);
  const lookup = lookupOf(scope.attributes);
  const attribute = lookup.declared.get(name);
  if (attribute !== undefined) return { kind: 'known', type: attribute.type, enum: attribute.enum ?? null };
  if (name === 'targetingKey' || name === printPath(scope.unit)) return UNTYPED;
  const parents = new Map<string, string>();
  addParents(parents, scope.unit);
  const below = lookup.parents.get(name) ?? parents.get(name);
  return below === undefined ? { kind: 'unknown' } : { kind: 'parent', below };
}

/** Every name that a mistyped one may have meant. */
export function attributeNames(scope: ConditionScope): readonly string[] {
  const names = scope.attributes === null ? [] : lookupOf(scope.attributes).names;
  return [...new Set([...names, printPath(scope.unit), 'targetingKey'])];
}
