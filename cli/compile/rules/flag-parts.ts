import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import type { EnvironmentSettings, FlagSource, OutcomeSource, RuleSource } from '../model.ts';
import { forLast } from './for-last.ts';

/** What an environment, or one step of its schedule, sets, and where it stands. */
export interface SettingsPart {
  readonly environment: string;
  readonly settings: EnvironmentSettings;
  readonly rules: readonly RulePart[];
  readonly path: YamlPath;
}

/** A rule and where it stands. */
export interface RulePart {
  readonly rule: RuleSource;
  readonly path: YamlPath;
}

/** A rule's or a default's outcome. `path` is the map that holds `rollout`; `servePath` where the variant is named. */
export interface OutcomePart {
  readonly outcome: OutcomeSource;
  readonly path: YamlPath;
  readonly servePath: YamlPath;
}

/** Every environment of a flag and every step of its schedules, in the file's order. */
export const settingsOf: (flag: FlagSource) => readonly SettingsPart[] = forLast((flag) => {
  const parts: SettingsPart[] = [];
  for (const environment of flag.environments) {
    const path: YamlPath = ['environments', environment.name];
    parts.push(partOf(environment.name, environment, path));
    environment.schedule.forEach((step, index) => {
      parts.push(partOf(environment.name, step.set, [...path, 'schedule', index]));
    });
  }
  return parts;
});

const NO_RULES: readonly RulePart[] = [];

const partOf = (environment: string, settings: EnvironmentSettings, path: YamlPath): SettingsPart => {
  const rules = settings.rules?.map((rule, index) => ({ rule, path: [...path, 'rules', index] })) ?? NO_RULES;
  return { environment, settings, rules, path };
};

/** Every outcome of a flag: those of its rules and its defaults. */
export const outcomesOf: (flag: FlagSource) => readonly OutcomePart[] = forLast((flag) =>
  settingsOf(flag).flatMap(outcomesIn),
);

const outcomesIn = (part: SettingsPart): OutcomePart[] => {
  const outcomes: OutcomePart[] = part.rules.map(({ rule, path }) => ({
    outcome: rule.outcome,
    path,
    servePath: [...path, 'serve'],
  }));
  const path = [...part.path, 'default'];
  if (part.settings.default !== undefined) outcomes.push({ outcome: part.settings.default, path, servePath: path });
  return outcomes;
};

/** A rule as messages call it: `rule "staff"`, or its number from 1. */
export const ruleLabel = (rule: RuleSource, index: number): string =>
  rule.name === null ? `rule ${index + 1}` : `rule "${rule.name}"`;

/** The variant that gets everything, or null when a unit is needed to tell. */
export const soleVariant = (outcome: OutcomeSource): string | null => {
  if ('serve' in outcome) return outcome.serve;
  return outcome.rollout.find(([, percent]) => percent === 100_000)?.[0] ?? null;
};
