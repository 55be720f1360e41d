/** What was edited in one environment: flags, segments, groups, and its own settings. */
import type { Flag, Group, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { printPath } from '../compile/expression/index.ts';
import { differingFlags, type FlagSummary, flagTextsOf, keyOfText, type SegmentSource } from '../compile/index.ts';
import { countOf } from '../diagnostics/count.ts';
import { type Places, placeLine } from './places.ts';
import type { ItemDiff } from './project-diff.ts';
import type { ProjectState } from './project-state.ts';
import { flagLines, flagSummary } from './words/flag-lines.ts';
import { groupLines, segmentLines } from './words/shared-lines.ts';
import { type WordLine, wordLine } from './words/word-line.ts';

/** Both sides of a project, and how to find things in their files. */
export interface Edited {
  readonly before: ProjectState | null;
  readonly after: ProjectState | null;
  readonly places: Places;
}

const CONFIG = 'flagforge.yaml';

/** Environment first, then groups, segments and flags, each ascending by name. */
export function editedItems(environment: string, edited: Edited): ItemDiff[] {
  const before = edited.before?.snapshots.get(environment) ?? null;
  const after = edited.after?.snapshots.get(environment) ?? null;
  return [
    ...environmentItems(environment, before, after, edited),
    ...groupItems(before, after, edited),
    ...segmentItems(before, after, edited),
    ...flagItems(environment, before, after, edited),
  ];
}

const presenceOf = (before: unknown, after: unknown): ItemDiff['presence'] =>
  before === null || before === undefined ? 'added' : after === null || after === undefined ? 'removed' : 'kept';

function item(
  subject: ItemDiff['subject'],
  name: string,
  presence: ItemDiff['presence'],
  lines: readonly WordLine[],
  file: string,
  { places }: Edited,
): ItemDiff[] {
  if (lines.length === 0) return [];
  return [{ subject, name, presence, lines: lines.map((line) => placeLine(line, file, places)) }];
}

function environmentItems(name: string, before: Snapshot | null, after: Snapshot | null, edited: Edited): ItemDiff[] {
  const path = ['environments', name];
  if (before === null || after === null) {
    const count = countOf(flagTextsOf((after ?? before) as Snapshot).length, 'flag');
    const text = after === null ? `the environment goes, with its ${count}` : `a new environment, with ${count}`;
    const line = wordLine(text, path, before === null ? undefined : name, after === null ? undefined : name);
    return item('environment', name, presenceOf(before, after), [line], CONFIG, edited);
  }
  const [oldUnit, newUnit] = [printPath(before.unit), printPath(after.unit)];
  const lines = [
    ...(oldUnit === newUnit ? [] : [wordLine(`unit: ${oldUnit} -> ${newUnit}`, ['unit'], oldUnit, newUnit)]),
    ...(before.overrides === after.overrides
      ? []
      : [
          wordLine(
            after.overrides === 'allowed'
              ? 'testers may force variants: overrides are allowed'
              : 'overrides are denied',
            [...path, 'overrides'],
            before.overrides,
            after.overrides,
          ),
        ]),
  ];
  return item('environment', name, 'kept', lines, CONFIG, edited);
}

function groupItems(before: Snapshot | null, after: Snapshot | null, edited: Edited): ItemDiff[] {
  if (before === null || after === null) return [];
  const [old, now] = [before, after].map(({ groups }) => new Map(groups.map((group) => [group.name, group])));
  return namesOf(old, now).flatMap((name) => {
    const [was, is]: (Group | null)[] = [old?.get(name) ?? null, now?.get(name) ?? null];
    if (was === undefined || is === undefined || canonicalJson(was) === canonicalJson(is)) return [];
    return item('group', name, presenceOf(was, is), groupLines(was, is), CONFIG, edited);
  });
}

/** Of segments that nobody uses here, on either side, nothing is said. One that is used anew was not edited for that. */
function segmentItems(before: Snapshot | null, after: Snapshot | null, edited: Edited): ItemDiff[] {
  if (before === null || after === null) return [];
  const used = new Set([...before.segments, ...after.segments].map(({ name }) => name));
  const sources = (state: ProjectState | null): ReadonlyMap<string, SegmentSource> =>
    new Map(state?.project.segments.filter(({ name }) => used.has(name)).map((segment) => [segment.name, segment]));
  const [old, now] = [sources(edited.before), sources(edited.after)];
  return namesOf(old, now).flatMap((name) => {
    const [was, is] = [old.get(name) ?? null, now.get(name) ?? null];
    return item('segment', name, presenceOf(was, is), segmentLines(was, is), `segments/${name}.yaml`, edited);
  });
}

function flagItems(environment: string, before: Snapshot | null, after: Snapshot | null, edited: Edited): ItemDiff[] {
  const { before: oldTexts, after: newTexts } = textsThatDiffer(before, after);
  const [old, now] = [byKey(oldTexts), byKey(newTexts)];
  const [oldFlags, newFlags] = [summariesOf(edited.before), summariesOf(edited.after)];
  return namesOf(old, now).flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    if (was === is) return [];
    const [oldFlag, newFlag] = [was, is].map((text) => (text === undefined ? null : (JSON.parse(text) as Flag)));
    const file = (newFlags().get(key) ?? oldFlags().get(key))?.file ?? `${key}.yaml`;
    const isArchived = newFlags().get(key)?.archived === true;
    const lines = linesOf(oldFlag ?? null, newFlag ?? null, environment, isArchived);
    return item('flag', key, presenceOf(oldFlag, newFlag), lines, file, edited);
  });
}

function linesOf(before: Flag | null, after: Flag | null, environment: string, isArchived: boolean) {
  if (before !== null && after !== null) return flagLines(before, after, environment);
  if (after !== null) return [wordLine(`new: ${flagSummary(after)}`, [], undefined, after)];
  if (before === null) return [];
  const text = isArchived ? 'archived' : 'removed';
  const line = wordLine(`${text}: ${flagSummary(before)}`, isArchived ? ['archived'] : [], before, undefined);
  return [isArchived ? { ...line, side: 'after' as const } : line];
}

function textsThatDiffer(before: Snapshot | null, after: Snapshot | null) {
  if (before === null || after === null)
    return { before: before === null ? [] : flagTextsOf(before), after: after === null ? [] : flagTextsOf(after) };
  if (before.contentHash === after.contentHash) return { before: [], after: [] };
  return differingFlags(before, after);
}

const byKey = (texts: readonly string[]): ReadonlyMap<string, string> =>
  new Map(texts.map((text) => [keyOfText(text), text]));

function summariesOf(state: ProjectState | null): () => ReadonlyMap<string, FlagSummary> {
  let flags: ReadonlyMap<string, FlagSummary> | undefined;
  return () => {
    flags ??= new Map((state?.project.flags ?? []).map((flag) => [flag.key, flag]));
    return flags;
  };
}

const namesOf = (...maps: readonly (ReadonlyMap<string, unknown> | undefined)[]): string[] =>
  [...new Set(maps.flatMap((map) => [...(map?.keys() ?? [])]))].sort();
