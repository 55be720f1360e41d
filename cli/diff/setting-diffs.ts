/** What flagforge.yaml says otherwise of who may do what, and of whom it reaches. */
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { printPath } from '../compile/expression/index.ts';
import type { AccessEntry, Environment, Person, ProjectConfig } from '../compile/index.ts';
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import type { Places } from './places.ts';
import type { SettingDiff } from './project-diff.ts';
import type { ProjectState } from './project-state.ts';
import { groupLines } from './words/shared-lines.ts';

const CONFIG = 'flagforge.yaml';

interface Found {
  readonly setting: string;
  readonly text: string;
  readonly path: YamlPath;
  /** It stands in the old file only. */
  readonly isGone?: boolean;
}

/** Every change in meaning but `attributes`, ascending by place: what is gone stands where it stood. */
export function settingDiffs(before: ProjectState | null, after: ProjectState | null, places: Places): SettingDiff[] {
  const found = foundIn(before?.project.config ?? null, after?.project.config ?? null);
  const placed = found.map(({ setting, text, path, isGone }): SettingDiff => {
    return { setting, text, place: places.find(isGone === true ? 'before' : 'after', CONFIG, path) };
  });
  const order = new Map(placed.map((each, index) => [each, index]));
  return placed.sort(
    (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (order.get(a) ?? 0) - (order.get(b) ?? 0),
  );
}

function foundIn(before: ProjectConfig | null, after: ProjectConfig | null): Found[] {
  if (before === null && after === null) return [];
  if (before === null) return [{ setting: 'project', text: `a new project, ${nameOf(after)}`, path: ['project'] }];
  if (after === null)
    return [{ setting: 'project', text: `the project ${nameOf(before)} goes`, path: ['project'], isGone: true }];
  return [
    ...step('organization', before.organization, after.organization),
    ...step('project', before.project, after.project),
    ...environmentSettings(before.environments, after.environments),
    ...step('unit', printPath(before.unit), printPath(after.unit)),
    ...groupSettings(before, after),
    ...peopleSettings(before.people, after.people),
    ...accessSettings(before.access, after.access),
  ];
}

const nameOf = (config: ProjectConfig | null): string => `${config?.organization}/${config?.project}`;

const step = (setting: string, before: string, after: string): Found[] =>
  before === after ? [] : [{ setting, text: `${before} -> ${after}`, path: [setting] }];

function environmentSettings(before: readonly Environment[], after: readonly Environment[]): Found[] {
  const old = new Map(before.map((environment) => [environment.name, environment]));
  const now = new Map(after.map((environment) => [environment.name, environment]));
  const lines = after.flatMap((environment): Found[] => {
    const was = old.get(environment.name);
    const path = ['environments', environment.name];
    if (was !== undefined) return policySettings(was, environment);
    return [{ setting: path.join('.'), text: `a new environment: ${policyText(environment)}`, path }];
  });
  const gone = before
    .filter(({ name }) => !now.has(name))
    .map((environment): Found => {
      const path = ['environments', environment.name];
      return { setting: path.join('.'), text: `the environment goes: ${policyText(environment)}`, path, isGone: true };
    });
  const order = (list: readonly Environment[]): string =>
    list
      .map(({ name }) => name)
      .filter((name) => old.has(name) && now.has(name))
      .join(', ');
  const isReordered = order(before) !== order(after);
  const text = `in the order ${after.map(({ name }) => name).join(', ')}`;
  return [...(isReordered ? [{ setting: 'environments', text, path: ['environments'] }] : []), ...lines, ...gone];
}

const MATTERS: readonly (readonly [key: string, textOf: (environment: Environment) => string])[] = [
  ['approvals', approvalsText],
  ['approvers', ({ approvers }) => rolesText(approvers)],
  ['breakGlass', ({ breakGlass }) => rolesText(breakGlass)],
  ['overrides', ({ overrides }) => overrides],
];

function policySettings(before: Environment, after: Environment): Found[] {
  return MATTERS.flatMap(([key, textOf]): Found[] => {
    const [old, now] = [textOf(before), textOf(after)];
    if (old === now) return [];
    const path = ['environments', after.name, key];
    return [{ setting: path.join('.'), text: `${old} -> ${now}`, path }];
  });
}

const policyText = (environment: Environment): string =>
  MATTERS.map(([key, textOf]) => `${key} ${textOf(environment)}`).join(', ');

function approvalsText({ approvals, approvalsByRisk: byRisk }: Environment): string {
  if (byRisk === undefined || (byRisk.medium === approvals && byRisk.high === approvals)) return String(approvals);
  return `${approvals} (medium risk ${byRisk.medium}, high ${byRisk.high})`;
}

const rolesText = (roles: readonly string[]): string => (roles.length === 0 ? 'nobody' : roles.join(' or '));

function groupSettings(before: ProjectConfig, after: ProjectConfig): Found[] {
  const old = new Map(before.groups.map((group) => [group.name, group]));
  const now = new Map(after.groups.map((group) => [group.name, group]));
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name) ?? null, now.get(name) ?? null];
    if (canonicalJson(was) === canonicalJson(is)) return [];
    return groupLines(was, is).map(({ text, path, side }): Found => {
      return { setting: 'groups', text: `${name}: ${text}`, path, isGone: side === 'before' };
    });
  });
}

/** By name; one person under two names is two. */
function peopleSettings(before: readonly Person[], after: readonly Person[]): Found[] {
  const matched = matchBy(before, after, (a, b) => a.name === b.name || isSame({ ...a, name: '' }, { ...b, name: '' }));
  return matched.flatMap(({ was, is, path, isGone }): Found[] => {
    const at = { path: ['people', ...path], ...(isGone && { isGone }) };
    if (was === null)
      return is === null ? [] : [{ setting: 'people', text: `${is.name} added: ${namesOf(is)}`, ...at }];
    if (is === null) return [{ setting: 'people', text: `${was.name} removed: ${namesOf(was)}`, ...at }];
    if (was.name !== is.name) return [{ setting: 'people', text: `${was.name} is called ${is.name} now`, ...at }];
    return isSame(was, is) ? [] : [{ setting: 'people', text: `${is.name}: ${namesOf(was)} -> ${namesOf(is)}`, ...at }];
  });
}

function namesOf({ github, clerk, database, email }: Person): string {
  const names = [
    ...(github === undefined ? [] : [`github ${github}`]),
    ...(clerk === undefined ? [] : [`clerk ${clerk}`]),
    ...(database === undefined ? [] : [`database ${database}`]),
    ...email.map((address) => `email ${address}`),
  ];
  return names.length === 0 ? 'no other names' : names.join(', ');
}

function accessSettings(before: readonly AccessEntry[] | null, after: readonly AccessEntry[] | null): Found[] {
  const path = ['access'];
  const written: Found[] =
    before === null && after !== null
      ? [{ setting: 'access', text: 'roles are in use from now on', path }]
      : before !== null && after === null
        ? [
            {
              setting: 'access',
              text: 'roles are no longer in use: whoever may write to the repository may approve',
              path,
              isGone: true,
            },
          ]
        : [];
  const matched = matchBy(before ?? [], after ?? [], isSame, (a, b) => a.who === b.who && a.role === b.role);
  const lines = matched.flatMap(({ was, is, path: at, isGone }): Found[] => {
    const place = { path: ['access', ...at], ...(isGone && { isGone }) };
    if (was === null) return is === null ? [] : [{ setting: 'access', text: `${entryText(is)} added`, ...place }];
    if (is === null) return [{ setting: 'access', text: `${entryText(was)} removed`, ...place }];
    if (isSame(was, is)) return [];
    return [{ setting: 'access', text: `${is.who} as ${is.role}: ${whereText(was)} -> ${whereText(is)}`, ...place }];
  });
  return [...written, ...lines];
}

const entryText = (entry: AccessEntry): string => `${entry.who} as ${entry.role} ${whereText(entry)}`;

const whereText = ({ environments }: AccessEntry): string =>
  environments === undefined ? 'everywhere' : `in ${environments.join(', ')}`;

interface Matched<Entry> {
  readonly was: Entry | null;
  readonly is: Entry | null;
  readonly path: YamlPath;
  readonly isGone: boolean;
}

/** Entries of two lists that are of one thing, by the first test that says so, each once; those left over alone. */
function matchBy<Entry>(
  before: readonly Entry[],
  after: readonly Entry[],
  ...tests: readonly ((before: Entry, after: Entry) => boolean)[]
): Matched<Entry>[] {
  const left = new Set(before.keys());
  const matches = new Map<number, number>();
  for (const isMatch of tests) {
    after.forEach((entry, index) => {
      if (matches.has(index)) return;
      const found = [...left].find((at) => {
        const old = before[at];
        return old !== undefined && isMatch(old, entry);
      });
      if (found === undefined) return;
      matches.set(index, found);
      left.delete(found);
    });
  }
  return [
    ...after.map((is, index) => ({ was: before[matches.get(index) ?? -1] ?? null, is, path: [index], isGone: false })),
    ...[...left].map((index) => ({ was: before[index] ?? null, is: null, path: [index], isGone: true })),
  ];
}

const isSame = (a: object, b: object): boolean => canonicalJson(a) === canonicalJson(b);
