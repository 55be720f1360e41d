/** One flag of the project as one environment's snapshot holds it. */
import type {
  EnvironmentState,
  Flag,
  Outcome,
  Path,
  Rollout,
  Rule,
  ScheduleStep,
  Target,
} from '@flagforge/sdk/engine';
import type { EnvironmentSettings, FlagSource, OutcomeSource, RuleSource, TargetSource } from '../model.ts';

/**
 * Compiles a flag without errors for one environment; one that the flag does not name is disabled.
 * What equals its default is left out, so that a snapshot stays small.
 * @see contract 2, 4; sdk/engine/snapshot.ts
 */
export function compileFlag(flag: FlagSource, environment: string, unit: Path): Flag {
  const settings = flag.environments.find((candidate) => candidate.name === environment);
  const base = settings === undefined ? {} : compileState(settings, flag, unit);
  const schedule = (settings?.schedule ?? []).map((step): ScheduleStep => {
    return { at: step.at, set: compileState(step.set, flag, unit) };
  });
  return {
    key: flag.key,
    type: flag.type,
    ...(flag.client && { client: true }),
    ...(!flag.killable && { killable: false }),
    ...(flag.killed && { killed: true }),
    variants: flag.variants,
    off: flag.off,
    ...(flag.requires.length > 0 && { requires: flag.requires }),
    ...withoutDefaults(base, flag.off),
    ...(schedule.length > 0 && { schedule }),
  };
}

/** In a base state absence means the default; in a schedule step it means "as before", so there nothing is dropped. */
function withoutDefaults(state: EnvironmentState, off: string): EnvironmentState {
  return {
    ...(state.enabled && { enabled: true }),
    ...(state.targets !== undefined && state.targets.length > 0 && { targets: state.targets }),
    ...(state.rules !== undefined && state.rules.length > 0 && { rules: state.rules }),
    ...(state.default !== undefined && !isServing(state.default, off) && { default: state.default }),
  };
}

function isServing(outcome: Outcome, variant: string): boolean {
  return 'serve' in outcome && outcome.serve === variant;
}

function compileState(settings: EnvironmentSettings, flag: FlagSource, unit: Path): EnvironmentState {
  return {
    ...(settings.enabled !== undefined && { enabled: settings.enabled }),
    ...(settings.targets !== undefined && { targets: compileTargets(settings.targets, flag) }),
    ...(settings.rules !== undefined && { rules: settings.rules.map((rule) => compileRule(rule, flag, unit)) }),
    ...(settings.default !== undefined && { default: compileOutcome(settings.default, flag, unit) }),
  };
}

/** In the order of the variants, not of the file: the order of a map carries no meaning. */
function compileTargets(targets: readonly TargetSource[], flag: FlagSource): Target[] {
  const compiled: Target[] = [];
  for (const { name } of flag.variants) {
    const target = targets.find((candidate) => candidate.variant === name);
    if (target !== undefined && target.units.length > 0) compiled.push({ variant: name, units: sortedUnits(target.units) });
  }
  return compiled;
}

/** By UTF-16 code unit, each once. */
export function sortedUnits(units: readonly string[]): string[] {
  return [...new Set(units)].sort();
}

function compileRule(rule: RuleSource, flag: FlagSource, unit: Path): Rule {
  const condition = rule.if.condition;
  if (condition === null) throw new TypeError(`flag ${flag.key} has a condition with errors`);
  return { ...(rule.name !== null && { name: rule.name }), if: condition, ...compileOutcome(rule.outcome, flag, unit) };
}

function compileOutcome(outcome: OutcomeSource, flag: FlagSource, unit: Path): Outcome {
  if ('serve' in outcome) return { serve: outcome.serve };
  const weights: [string, number][] = [];
  for (const { name } of flag.variants) {
    const share = outcome.rollout.find(([variant]) => variant === name);
    if (share !== undefined && share[1] > 0) weights.push([name, share[1]]);
  }
  const rollout: Rollout = {
    unit: outcome.unit ?? unit,
    salt: outcome.salt ?? flag.key,
    ...(outcome.hash !== null && { hash: outcome.hash }),
    weights,
  };
  return { rollout };
}
