/** Declared attributes that changed, and who reads them. */
import type { Condition, Flag, Path, Rule, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { printPath } from '../compile/expression/index.ts';
import { type Attribute, flagTextsOf } from '../compile/index.ts';
import { segmentsIn } from './movement/resolve-condition.ts';
import type { Places } from './places.ts';
import type { AttributeDiff } from './project-diff.ts';
import type { ProjectState } from './project-state.ts';

/** Ascending by name. Where one side declares no attributes, nothing is checked there, and nothing is said. */
export function attributeDiffs(
  before: ProjectState | null,
  after: ProjectState | null,
  places: Places,
): AttributeDiff[] {
  const [old, now] = [declaredBy(before), declaredBy(after)];
  if (old === null || now === null) return [];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((attribute): AttributeDiff[] => {
    const [was, is] = [old.get(attribute), now.get(attribute)];
    if (canonicalJson(was ?? null) === canonicalJson(is ?? null)) return [];
    const text =
      was === undefined
        ? `added: ${kindText(is)}`
        : is === undefined
          ? `removed: ${kindText(was)}`
          : `${kindText(was)} -> ${kindText(is)}`;
    const place = places.find(is === undefined ? 'before' : 'after', 'flagforge.yaml', ['attributes', attribute]);
    const { path } = (is ?? was) as Attribute;
    return [{ attribute, text, place, readers: readersOf(path, before, after) }];
  });
}

function declaredBy(state: ProjectState | null): ReadonlyMap<string, Attribute> | null {
  const attributes = state?.project.config.attributes ?? null;
  return attributes === null ? null : new Map(attributes.map((attribute) => [printPath(attribute.path), attribute]));
}

function kindText(attribute: Attribute | undefined): string {
  const { type = 'string', enum: values } = attribute ?? {};
  return values === undefined ? type : `${type}, one of ${values.join(', ')}`;
}

/** By environment of either side, the flags that read an attribute there on either side. */
function readersOf(path: Path, before: ProjectState | null, after: ProjectState | null): AttributeDiff['readers'] {
  const names = [...new Set([...(after?.snapshots.keys() ?? []), ...(before?.snapshots.keys() ?? [])])];
  return names.flatMap((environment) => {
    const snapshots = [before, after].flatMap((state) => state?.snapshots.get(environment) ?? []);
    const flags = [...new Set(snapshots.flatMap((snapshot) => flagsThatRead(path, snapshot)))].sort();
    return flags.length === 0 ? [] : [{ environment, flags }];
  });
}

function flagsThatRead(path: Path, snapshot: Snapshot): string[] {
  const segments = segmentsThatRead(path, snapshot);
  const text = canonicalJson(path);
  const isUnit = canonicalJson(snapshot.unit) === text;
  // Most flags do not hold the words at all, and need not be parsed.
  const words = [
    text,
    ...[...segments].map((name) => `"name":${JSON.stringify(name)}`),
    ...(isUnit ? ['"targets"'] : []),
  ];
  return flagTextsOf(snapshot).flatMap((flagText) => {
    if (!words.some((word) => flagText.includes(word))) return [];
    const flag = JSON.parse(flagText) as Flag;
    return reads(flag, text, segments, isUnit) ? [flag.key] : [];
  });
}

/** Those that read it themselves, by their conditions or their lists, and those that name one that does. */
function segmentsThatRead(path: Path, { segments, unit }: Snapshot): ReadonlySet<string> {
  const text = canonicalJson(path);
  const isUnit = canonicalJson(unit) === text;
  const found = new Set(
    segments
      .filter(({ if: condition, include, exclude }) => {
        const isListed = isUnit && (include ?? exclude) !== undefined;
        return isListed || (condition !== undefined && readsPath(condition, text));
      })
      .map(({ name }) => name),
  );
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const { name, if: condition } of segments)
      if (segmentsIn(condition).some((each) => found.has(each))) found.add(name);
  }
  return found;
}

function readsPath(condition: Condition, path: string): boolean {
  if ('of' in condition) return condition.of.some((part) => readsPath(part, path));
  return 'path' in condition && canonicalJson(condition.path) === path;
}

function reads(flag: Flag, path: string, segments: ReadonlySet<string>, isUnit: boolean): boolean {
  const states = [flag, ...(flag.schedule ?? []).map(({ set }) => set)];
  return states.some(({ rules = [], default: outcome, targets = [] }) => {
    const rollouts = [...rules, ...(outcome === undefined ? [] : [outcome])];
    return (
      (isUnit && targets.length > 0) ||
      rules.some((rule: Rule) => readsPath(rule.if, path) || segmentsIn(rule.if).some((name) => segments.has(name))) ||
      rollouts.some((each) => 'rollout' in each && canonicalJson(each.rollout.unit) === path)
    );
  });
}
