import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import type { EnvironmentSettings, FlagSource, OutcomeSource, RuleSource } from '../model.ts';

/** What an environment, or one step of its schedule, sets, and where it stands. */
export interface SettingsPart {
  readonly environment: string;
  readonly settings: EnvironmentSettings;
  readonly path: YamlPath;
}

/** A rule's or a default's outcome. `path` is the map that holds `rollout`; `servePath` where the variant is named. */
export interface OutcomePart {
  readonly outcome: OutcomeSource;
  readonly path: YamlPath;
  readonly servePath: YamlPath;
}

const partsByFlag = new WeakMap<FlagSource, readonly SettingsPart[]>();

/** Every environment of a flag and every step of its schedules, in the file's order. */
export const settingsOf = (flag: FlagSource): readonly SettingsPart[] => {
  let parts = partsByFlag.get(flag);
  if (parts === undefined) {
    parts = flag.environments.flatMap((settings): SettingsPart[] => {
      const path: YamlPath = ['environments', settings.name];
      const environment = settings.name;
      const steps = settings.schedule.map((step, index) => ({
        environment,
        settings: step.set,
        path: [...path, 'schedule', index],
      }));
      return [{ environment, settings, path }, ...steps];
    });
    partsByFlag.set(flag, parts);
  }
  return parts;
};

/** A rule and where it stands. */
export interface RulePart {
  readonly rule: RuleSource;
  readonly path: YamlPath;
}

const NO_RULES: readonly RulePart[] = [];
const rulesByPart = new WeakMap<SettingsPart, readonly RulePart[]>();

/** The rules of one part with their paths. */
export const rulesOf = (part: SettingsPart): readonly RulePart[] => {
  if (part.settings.rules === undefined) return NO_RULES;
  let rules = rulesByPart.get(part);
  if (rules === undefined) {
    rules = part.settings.rules.map((rule, index) => ({ rule, path: [...part.path, 'rules', index] }));
    rulesByPart.set(part, rules);
  }
  return rules;
};

const outcomesByFlag = new WeakMap<FlagSource, readonly OutcomePart[]>();

/** Every outcome of a flag: those of its rules and its defaults. */
export const outcomesOf = (flag: FlagSource): readonly OutcomePart[] => {
  let outcomes = outcomesByFlag.get(flag);
  if (outcomes === undefined) {
    outcomes = settingsOf(flag).flatMap(outcomesIn);
    outcomesByFlag.set(flag, outcomes);
  }
  return outcomes;
};

const outcomesIn = (part: SettingsPart): OutcomePart[] => {
  const outcomes: OutcomePart[] = rulesOf(part).map(({ rule, path }) => ({
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
