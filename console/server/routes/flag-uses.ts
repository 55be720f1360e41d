/** What a flag hangs together with, and how that stands. */
import type { Flag, Outcome } from '@flagforge/sdk/engine';
import { type FlagSummary, type ProjectConfig, roleOf } from 'flagforge/compile';
import { printPath } from 'flagforge/compile/expression';
import { stateAt } from 'flagforge/diff';
import { readValue } from 'flagforge/edit';
import type { FlagUsesJson, PrerequisiteStanding } from '../../api/flag-json.ts';
import type { BaseState } from '../projects/base-state.ts';
import { flagsIn } from './flag-status.ts';

/** @param killsIn flags that an overlay kills in an environment. */
export function usesOf(
  base: BaseState,
  { key, requires, segments }: FlagSummary,
  killsIn: (environment: string) => readonly string[],
  now: number,
): FlagUsesJson {
  const { state, config } = base;
  const grouped = new Set(config.groups.flatMap(({ slots }) => slots.map(({ flag }) => flag)));
  const slots = slotsOf(config, key);
  const places = config.environments.map(({ name }) => [name, flagsIn(state.snapshots.get(name))] as const);
  return {
    ...{ requires, segments, slots, groups: slots.map(({ group }) => group) },
    requiredBy: state.project.flags
      .filter((flag) => !flag.archived && flag.requires.some((needed) => needed.flag === key))
      .map((flag) => flag.key)
      .sort(),
    prerequisites: requires.map(({ flag, variant }) => ({
      ...{ flag, variant },
      environments: Object.fromEntries(
        places.flatMap(([name, flags]) => {
          const required = flags.get(flag);
          if (required === undefined) return [];
          const isKilled = killsIn(name).includes(flag);
          return [[name, standingOf(required, variant, isKilled, grouped.has(flag), now)]];
        }),
      ),
    })),
    tests: testsOf(base, key),
  };
}

/** Whom a flag shows a variant, as far as its own rules say. @param isGrouped who is outside its slot gets off. */
export function standingOf(
  flag: Flag,
  variant: string,
  isKilled: boolean,
  isGrouped: boolean,
  now: number,
): PrerequisiteStanding {
  const { enabled, targets = [], rules = [], default: last = { serve: flag.off } } = stateAt(flag, now);
  if (isKilled || flag.killed === true || enabled !== true) return variant === flag.off ? 'everybody' : 'nobody';
  const shown = new Set([...rules, last].flatMap(variantsOf));
  for (const { variant: name, units } of targets) if (units.length > 0) shown.add(name);
  if (isGrouped || flag.requires !== undefined) shown.add(flag.off);
  return !shown.has(variant) ? 'nobody' : shown.size === 1 ? 'everybody' : 'somebody';
}

function variantsOf(outcome: Outcome): readonly string[] {
  if ('serve' in outcome) return [outcome.serve];
  return outcome.rollout.weights.flatMap(([name, share]) => (share > 0 ? [name] : []));
}

function slotsOf({ groups }: ProjectConfig, key: string): FlagUsesJson['slots'] {
  return groups.flatMap(({ name, unit, slots }) => {
    let from = 0;
    for (const { flag, percent } of slots) {
      if (flag === key) return [{ group: name, unit: printPath(unit), from, to: from + percent }];
      from += percent;
    }
    return [];
  });
}

function testsOf({ state }: BaseState, key: string): FlagUsesJson['tests'] {
  const found = state.files.find(({ path }) => {
    const role = roleOf(path);
    return role.kind === 'flagTests' && role.name === key;
  });
  if (found === undefined) return null;
  const tests = readValue(found.text, ['tests']);
  return { file: found.path, count: Array.isArray(tests) ? tests.length : 0 };
}
