import type { Condition, Literal } from '@flagforge/sdk/engine';
import {
  type ConditionSource,
  type EnvironmentSettings,
  type FlagSummary,
  parseContexts,
  roleOf,
} from 'flagforge/compile';
import { printPath } from 'flagforge/compile/expression';
import type { SampleContextJson, VocabularyJson } from '../../api/vocabulary-json.ts';
import type { BaseState } from './base-state.ts';

/** Values of one attribute that are told, and their length: what helps while typing, no more. */
const MOST_VALUES = 20;
const MOST_CHARACTERS = 100;
const MOST_CONTEXTS = 200;

/** Of a commit: it does not change. */
const KNOWN = new WeakMap<BaseState['state'], VocabularyJson>();

/** What conditions of a project may name, and what they name already. */
export function vocabularyOf({ commit, config, state }: BaseState): VocabularyJson {
  const known = KNOWN.get(state);
  if (known !== undefined) return known;
  const found = new Found();
  for (const flag of state.project.flags) if (!flag.archived) lookThrough(flag, found);
  for (const segment of state.project.segments) found.condition(segment.if);
  const unit = printPath(config.unit);
  const vocabulary: VocabularyJson = {
    ...{ commit, unit: config.unit, attributes: config.attributes },
    segments: state.project.segments.map(({ name, description }) => ({ name, description })),
    values: found.values(),
    units: [...found.units].filter((each) => each !== unit).sort(),
    contexts: contextsOf(state),
  };
  KNOWN.set(state, vocabulary);
  return vocabulary;
}

function lookThrough(flag: FlagSummary, found: Found): void {
  for (const { schedule, ...settings } of flag.source().environments) {
    found.settings(settings);
    for (const { set } of schedule) found.settings(set);
  }
}

/** Collects what conditions and rollouts name. */
class Found {
  readonly units = new Set<string>();
  readonly #counts = new Map<string, Map<string, number>>();

  settings({ rules = [], default: last }: EnvironmentSettings): void {
    for (const rule of rules) this.condition(rule.if);
    for (const outcome of [...rules.map((rule) => rule.outcome), ...(last === undefined ? [] : [last])])
      if ('rollout' in outcome && outcome.unit !== null) this.units.add(printPath(outcome.unit));
  }

  condition(source: ConditionSource | null): void {
    if (source?.condition != null) this.#walk(source.condition);
  }

  #walk(condition: Condition): void {
    if ('of' in condition) {
      for (const part of condition.of) this.#walk(part);
      return;
    }
    if (!('path' in condition)) return;
    // A part of a text is no value that the attribute has.
    if (condition.op === 'in' || condition.op === 'contains_any' || condition.op === 'contains_all')
      for (const value of condition.values) this.#count(printPath(condition.path), value);
    else if ('value' in condition && condition.op !== 'starts_with' && condition.op !== 'ends_with')
      this.#count(printPath(condition.path), condition.value);
  }

  #count(path: string, literal: Literal): void {
    const text = typeof literal === 'object' ? ('semver' in literal ? literal.semver : null) : String(literal);
    if (text === null || text.length > MOST_CHARACTERS) return;
    const counts = this.#counts.get(path) ?? new Map<string, number>();
    this.#counts.set(path, counts);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }

  values(): VocabularyJson['values'] {
    return Object.fromEntries(
      [...this.#counts].map(([path, counts]) => [
        path,
        [...counts]
          .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
          .slice(0, MOST_VALUES)
          .map(([text]) => text),
      ]),
    );
  }
}

function contextsOf({ files }: BaseState['state']): readonly SampleContextJson[] {
  const all: SampleContextJson[] = [];
  for (const file of files) {
    const role = roleOf(file.path);
    if (role.kind !== 'contexts') continue;
    for (const { name, context } of parseContexts(file).contexts) {
      if (all.length === MOST_CONTEXTS) return all;
      all.push({ name: `${role.name}/${name}`, context });
    }
  }
  return all;
}
