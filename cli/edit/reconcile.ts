/** From what a node says to what it is to say, by the fewest steps, so that what stays the same keeps its comments. */
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import type { FileKind } from './key-order.ts';
import { isListModel, isMapModel, isSameModel, type Model } from './model.ts';
import type { Primitive } from './primitive.ts';
import { usualIndex } from './usual-place.ts';

/** Beyond this many steps a collection is written anew: each step reads the file again. */
const MAX_STEPS = 200;

/** The steps in the order in which they are to be made; none where the two are the same. */
export function reconcile(old: Model, value: Model, path: YamlPath, kind: FileKind): readonly Primitive[] {
  const isOrdered = isAuthorsOrder(kind, path);
  if (isSameModel(old, value, false) && (!isOrdered || isSameModel(old, value, true))) return [];
  const steps =
    isMapModel(old) && isMapModel(value)
      ? maps(old, value, path, kind, isOrdered)
      : isListModel(old) && isListModel(value)
        ? lists(old, value, path, kind)
        : null;
  return steps === null || steps.length > MAX_STEPS ? [{ op: 'replace', path, value }] : steps;
}

/** The order of variants decides who is in which bucket, that of environments how they are shown. @see contract 4 */
const isAuthorsOrder = (kind: FileKind, path: YamlPath): boolean =>
  path.length === 1 &&
  ((kind === 'flag' && path[0] === 'variants') || (kind === 'project' && path[0] === 'environments'));

/** null: nothing stays. */
function maps(
  old: ReadonlyMap<string, Model>,
  value: ReadonlyMap<string, Model>,
  path: YamlPath,
  kind: FileKind,
  isOrdered: boolean,
): Primitive[] | null {
  const keys = [...old.keys()];
  if (!keys.some((key) => value.has(key))) return null;
  const steps: Primitive[] = [];
  for (const key of keys.filter((own) => !value.has(own))) {
    const index = keys.indexOf(key);
    steps.push({ op: 'drop', path, index });
    keys.splice(index, 1);
  }
  const wanted = [...value.keys()];
  if (isOrdered)
    steps.push(
      ...moves(
        keys,
        wanted.filter((key) => keys.includes(key)),
        path,
      ),
    );
  for (const [position, key] of wanted.entries()) {
    if (keys.includes(key)) continue;
    const before = wanted
      .slice(0, position)
      .filter((other) => keys.includes(other))
      .at(-1);
    const index = isOrdered ? (before === undefined ? 0 : keys.indexOf(before) + 1) : usualIndex(keys, key, kind, path);
    steps.push({ op: 'add', path, index, key, value: value.get(key) ?? null });
    keys.splice(index, 0, key);
  }
  for (const [key, inner] of value) {
    const own = old.get(key);
    if (own !== undefined) steps.push(...reconcile(own, inner, [...path, key], kind));
  }
  return steps;
}

/** null: nothing stays. */
function lists(old: readonly Model[], value: readonly Model[], path: YamlPath, kind: FileKind): Primitive[] | null {
  const match = matchItems(old, value);
  if (!match.some((index) => index !== null)) return null;
  const steps: Primitive[] = [];
  // Items by their index in the old list; those that are new come later.
  const kept = match.filter((index) => index !== null);
  const present = [...old.keys()];
  for (const index of [...old.keys()].reverse()) {
    if (kept.includes(index)) continue;
    steps.push({ op: 'drop', path, index });
    present.splice(index, 1);
  }
  steps.push(...moves(present, kept, path));
  for (const [position, index] of match.entries()) {
    const item = value[position] ?? null;
    if (index === null) steps.push({ op: 'add', path, index: position, key: null, value: item });
  }
  for (const [position, index] of match.entries()) {
    if (index !== null)
      steps.push(...reconcile(old[index] ?? null, value[position] ?? null, [...path, position], kind));
  }
  return steps;
}

/** The fewest moves from one order to another: what is in order already stays where it is. */
function moves<T>(present: T[], wanted: readonly T[], path: YamlPath): Primitive[] {
  const steps: Primitive[] = [];
  const still = new Set(longestInOrder(wanted.map((item) => present.indexOf(item))).map((at) => present[at]));
  for (const [to, item] of wanted.entries()) {
    if (still.has(item)) continue;
    const index = present.indexOf(item);
    present.splice(index, 1);
    // Behind the one that it is to follow, wherever that stands by now.
    const before = wanted[to - 1];
    const target = before === undefined ? 0 : present.indexOf(before) + 1;
    present.splice(target, 0, item);
    if (target !== index) steps.push({ op: 'shift', path, index, to: target });
  }
  return steps;
}

/** A longest run of ascending numbers, not necessarily neighbours. */
function longestInOrder(numbers: readonly number[]): number[] {
  const best: number[][] = [];
  for (const number of numbers) {
    const before = best
      .filter((run) => (run.at(-1) ?? 0) < number)
      .reduce<number[]>((a, b) => (b.length > a.length ? b : a), []);
    best.push([...before, number]);
  }
  return best.reduce<number[]>((a, b) => (b.length > a.length ? b : a), []);
}

/** For each new item the old one that it was, each at most once: the same one, else one of its name, else one like it. */
function matchItems(old: readonly Model[], value: readonly Model[]): (number | null)[] {
  const match: (number | null)[] = value.map(() => null);
  const free = new Set(old.keys());
  const pass = (isMatch: (item: Model, own: Model) => boolean): void => {
    for (const [position, item] of value.entries()) {
      if (match[position] !== null) continue;
      const found = [...free].find((index) => isMatch(item, old[index] ?? null));
      if (found === undefined) continue;
      match[position] = found;
      free.delete(found);
    }
  };
  pass((item, own) => isSameModel(item, own, false));
  pass((item, own) => identityOf(item) !== null && identityOf(item) === identityOf(own));
  pass((item, own) => identityOf(item) === identityOf(own) && isAlike(item, own));
  return match;
}

/** By what an item of a list is known: the name of a rule, the flag of a slot, the instant of a step. */
function identityOf(item: Model): string | null {
  if (!isMapModel(item)) return null;
  for (const key of ['name', 'flag', 'at', 'who']) {
    const value = item.get(key);
    if (typeof value === 'string') return `${key} ${value}`;
  }
  return null;
}

/** Whether two maps agree in some key. */
const isAlike = (a: Model, b: Model): boolean =>
  isMapModel(a) && isMapModel(b) && [...a].some(([key, value]) => b.has(key) && isSameModel(value, b.get(key), false));
