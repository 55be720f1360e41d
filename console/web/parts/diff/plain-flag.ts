import type { EnvironmentSettings, FlagSource, OutcomeSource } from 'flagforge/compile';
import { percentText } from '../percent.ts';

/**
 * A flag as a plain object to be compared: rules, targets and variants by name, so that one more in front does not move
 * all the others; their order stands beside them.
 */
export function plainFlag(flag: FlagSource): Record<string, unknown> {
  const { variants, environments, requires, key: _key, file: _file, ...facts } = flag;
  return {
    ...facts,
    requires: Object.fromEntries(requires.map((each) => [each.flag, each.variant])),
    variants: Object.fromEntries(variants.map(({ name, value }) => [name, value])),
    variantOrder: variants.map(({ name }) => name).join(', '),
    environments: Object.fromEntries(
      environments.map(({ name, schedule, ...settings }) => [
        name,
        {
          ...plainSettings(settings),
          schedule: Object.fromEntries(schedule.map(({ at, set }) => [new Date(at).toISOString(), plainSettings(set)])),
        },
      ]),
    ),
  };
}

function plainSettings({ enabled, targets, rules, default: last }: EnvironmentSettings): Record<string, unknown> {
  const named = (rules ?? []).map((rule, index) => [rule.name ?? `rule ${index + 1}`, rule] as const);
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(targets === undefined
      ? {}
      : { targets: Object.fromEntries(targets.map(({ variant, units }) => [variant, units.join(', ')])) }),
    ...(rules === undefined
      ? {}
      : {
          rules: Object.fromEntries(
            named.map(([name, { if: condition, outcome }]) => [name, { if: condition.text, ...plainOutcome(outcome) }]),
          ),
          ruleOrder: named.map(([name]) => name).join(', '),
        }),
    ...(last === undefined ? {} : { default: plainOutcome(last) }),
  };
}

function plainOutcome(outcome: OutcomeSource): Record<string, unknown> {
  if ('serve' in outcome) return { serve: outcome.serve };
  const { rollout, unit, salt, hash } = outcome;
  return {
    rollout: Object.fromEntries(rollout.map(([name, thousandths]) => [name, percentText(thousandths / 100_000)])),
    ...(unit === null ? {} : { unit: unit.join('.') }),
    ...(salt === null ? {} : { salt }),
    ...(hash === null ? {} : { hash }),
  };
}
