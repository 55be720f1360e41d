import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { ProjectConfig } from '../compile/index.ts';
import type { RiskLevel } from '../diff/project-diff.ts';
import type { ProjectState } from '../diff/project-state.ts';
import { isSamePolicy, policyOf } from '../identity/policy.ts';
import type { Footprint, TouchedEnvironment } from './judgement.ts';

/** Says how risky a change is in an environment that both sides have. */
export type RiskOf = (environment: string) => RiskLevel;

/**
 * Which environments a change touches, and what only admins may let through. An environment is touched when what it would
 * serve differs in anything, however the edit got there (a segment, a group, a prerequisite, a schedule), or when who may
 * change it differs. Pure.
 * @param base null: there was no project; `broken`: what was there does not compile, so that nobody can tell what changes.
 * @param head null: the project goes.
 * @param changedPaths paths in the repository, with `/`; a renamed file counts with both.
 * @param directory the project's folder in the repository.
 */
export function footprintOf(
  base: ProjectState | null | 'broken',
  head: ProjectState | null,
  changedPaths: readonly string[],
  directory: string,
  riskOf: RiskOf,
): Footprint {
  const file = directory === '' ? 'flagforge.yaml' : `${directory}/flagforge.yaml`;
  return {
    environments: touchedBy(base, head, riskOf),
    forAdmins: [...projectMatters(base, head, file), ...changedPaths.flatMap(repositoryMatter)],
  };
}

function touchedBy(
  base: ProjectState | null | 'broken',
  head: ProjectState | null,
  riskOf: RiskOf,
): readonly TouchedEnvironment[] {
  const known = base === 'broken' ? null : base;
  const names = [...new Set([...namesOf(head), ...namesOf(known)])];
  return names.flatMap((environment): TouchedEnvironment[] => {
    const isKept = namesOf(head).includes(environment) && namesOf(known).includes(environment);
    if (!isKept || known === null || head === null) return [{ environment, risk: 'high', isRulesOnly: false }];
    const isServedAlike = contentOf(known, environment) === contentOf(head, environment);
    const [before, after] = [known, head].map(({ project }) => policyOf(project.config, environment));
    if (isServedAlike && isSamePolicy(before ?? null, after ?? null)) return [];
    return [{ environment, risk: riskOf(environment), isRulesOnly: isServedAlike }];
  });
}

const namesOf = (state: ProjectState | null): readonly string[] =>
  state?.project.config.environments.map(({ name }) => name) ?? [];

const contentOf = ({ snapshots }: ProjectState, environment: string): string | undefined =>
  snapshots.get(environment)?.contentHash;

function projectMatters(base: ProjectState | null | 'broken', head: ProjectState | null, file: string): string[] {
  if (head === null) return [`the project goes: ${file} is removed`];
  if (base === 'broken') return [`the base does not compile, so nobody can tell what changes: ${file}`];
  if (base === null) return [`the base has no project: ${file} is new`];
  return changedSettings(base.project.config, head.project.config).map((setting) => `${setting} in ${file}`);
}

/** Settings that say who may do what, and whom they reach. `attributes` only say what conditions are checked against. */
const SETTINGS = ['organization', 'project', 'unit', 'groups', 'people', 'access'] as const;
const POLICY = ['approvals', 'approvalsByRisk', 'approvers', 'breakGlass', 'overrides'] as const;

function changedSettings(before: ProjectConfig, after: ProjectConfig): string[] {
  const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);
  const own = SETTINGS.filter((setting) => !isSame(before[setting], after[setting]));
  const names = [...new Set([...before.environments, ...after.environments].map(({ name }) => name))];
  const environments = names.flatMap((name): string[] => {
    const [old, now] = [before, after].map((config) => config.environments.find((each) => each.name === name));
    if (old === undefined) return [`the new environment ${name}`];
    if (now === undefined) return [`the environment ${name}, which goes,`];
    const keys = POLICY.filter((key) => !isSame(old[key], now[key])).map((key) =>
      key === 'approvalsByRisk' ? 'approvals' : key,
    );
    return [...new Set(keys)].map((key) => `environments.${name}.${key}`);
  });
  return [...environments, ...own];
}

/**
 * What a path outside of the project decides of who may do what, in words; empty: nothing. GitHub tells capital letters
 * apart; a file system that does not may not, so none are told apart here.
 */
export function repositoryMatter(path: string): string[] {
  if (/^(?:\.github\/|docs\/)?CODEOWNERS$/i.test(path)) return [`who owns which files: ${path}`];
  if (/^\.github\/workflows\//i.test(path)) return [`a workflow: ${path}`];
  return /^\.github\/actions\//i.test(path) ? [`an action of workflows: ${path}`] : [];
}
