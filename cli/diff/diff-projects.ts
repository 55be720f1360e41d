import { canonicalJson } from '@flagforge/sdk/snapshot';
import { attributeDiffs } from './attribute-diffs.ts';
import { affectedFlags } from './blast-radius.ts';
import { type Edited, editedItems } from './edited-items.ts';
import { createPlaces } from './places.ts';
import type { AffectedFlag, EnvironmentDiff, ItemDiff, ProjectDiff, SettingDiff } from './project-diff.ts';
import type { ProjectState } from './project-state.ts';
import { assessRisk } from './risk/assess-risk.ts';
import { settingDiffs } from './setting-diffs.ts';
import { createSide } from './side.ts';

export interface DiffOptions {
  /** UTC epoch ms: which steps of schedules are past. */
  readonly now: number;
}

/**
 * What lies between two states of a project, by environment: what was edited, in words, with its place; every flag whose
 * answer may change, with the exact share of units that move; and the risk of it. Pure and deterministic; the states have
 * no errors.
 * @param before null: there was no project. @param after null: the project goes.
 * @see contract 6, `diff`
 */
export function diffProjects(
  before: ProjectState | null,
  after: ProjectState | null,
  options: DiffOptions,
): ProjectDiff {
  const places = createPlaces(before, after);
  const settings = settingDiffs(before, after, places);
  const names = [...new Set([...(after?.snapshots.keys() ?? []), ...(before?.snapshots.keys() ?? [])])];
  return {
    environments: names.map((name) => diffEnvironment(name, { before, after, places }, settings, options.now)),
    settings,
    attributes: attributeDiffs(before, after, places),
  };
}

function diffEnvironment(
  environment: string,
  edited: Edited,
  settings: readonly SettingDiff[],
  now: number,
): EnvironmentDiff {
  const { before, after } = edited;
  const [old, next] = [before?.snapshots.get(environment) ?? null, after?.snapshots.get(environment) ?? null];
  const items = editedItems(environment, edited);
  const isKept = before !== null && after !== null && old !== null && next !== null;
  const sides = { before: createSide(old), after: createSide(next) };
  const affected = isKept && items.length > 0 ? affectedFlags({ before, after, sides, items, now }) : wholeFlags(items);
  const isServedAlike = old?.contentHash === next?.contentHash;
  return {
    environment,
    presence: old === null ? 'added' : next === null ? 'removed' : 'kept',
    isChanged: !isServedAlike || (isKept && !isSameRule(environment, before, after)),
    items,
    affected,
    risk: assessRisk({ before, after, environment, items, affected, settings, now }),
  };
}

/** Of an environment that is new or gone, every flag is. */
const wholeFlags = (items: readonly ItemDiff[]): AffectedFlag[] =>
  items
    .filter(({ subject }) => subject === 'flag')
    .map(({ name }) => ({ flag: name, through: null, movements: [], words: [] }));

/** Whether the same people may change an environment, by the same rule. */
function isSameRule(environment: string, before: ProjectState, after: ProjectState): boolean {
  const [old, now] = [before, after].map(({ project: { config } }) => {
    const policy = config.environments.find(({ name }) => name === environment);
    const access = config.access?.filter(({ environments }) => environments?.includes(environment) ?? true) ?? null;
    return canonicalJson({ policy, access, people: config.people });
  });
  return old === now;
}
