/** One flag of the project as one environment's snapshot holds it. */
import type { EnvironmentState, Flag, Outcome, Path, Rollout, Rule, ScheduleStep, Target } from '@flagforge/sdk/engine';
import type { EnvironmentSettings, FlagSource, OutcomeSource, RuleSource, TargetSource } from '../model.ts';

/**
 * Compiles a flag without errors for one environment; one that the flag does not name is disabled.
 * What equals its default is left out, so that a snapshot stays small.
 * @see contract 2, 4; sdk/engine/snapshot.ts
 */
export function compileFlag(flag: FlagSource, environment: string, unit: Path): Flag {
  const settings = flag.environments.find((candidate) => candidate.name === environment);
  // Assigned key by key: a spread for each optional key costs more than all the rest (Node 20).
  const compiled: Draft<Flag> = { key: flag.key, type: flag.type, variants: flag.variants, off: flag.off };
  if (flag.client) compiled.client = true;
  if (!flag.killable) compiled.killable = false;
  if (flag.killed) compiled.killed = true;
  if (flag.requires.length > 0) compiled.requires = flag.requires;
  if (settings === undefined) return compiled;
  assignState(compiled, settings, flag, unit);
  dropDefaults(compiled);
  if (settings.schedule.length > 0) {
    compiled.schedule = settings.schedule.map((step): ScheduleStep => {
      const set: Draft<EnvironmentState> = {};
      assignState(set, step.set, flag, unit);
      return { at: step.at, set };
    });
  }
  return compiled;
}

type Draft<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** In a base state absence means the default; in a schedule step it means "as before", so there nothing is dropped. */
function dropDefaults(flag: Draft<Flag>): void {
  if (flag.enabled === false) delete flag.enabled;
  if (flag.targets?.length === 0) delete flag.targets;
  if (flag.rules?.length === 0) delete flag.rules;
  if (flag.default !== undefined && 'serve' in flag.default && flag.default.serve === flag.off) delete flag.default;
}

function assignState(
  state: Draft<EnvironmentState>,
  settings: EnvironmentSettings,
  flag: FlagSource,
  unit: Path,
): void {
  if (settings.enabled !== undefined) state.enabled = settings.enabled;
  if (settings.targets !== undefined) state.targets = compileTargets(settings.targets, flag);
  if (settings.rules !== undefined) state.rules = settings.rules.map((rule) => compileRule(rule, flag, unit));
  if (settings.default !== undefined) state.default = compileOutcome(settings.default, flag, unit);
}

/** In the order of the variants, not of the file: the order of a map carries no meaning. */
function compileTargets(targets: readonly TargetSource[], flag: FlagSource): Target[] {
  const compiled: Target[] = [];
  for (const { name } of flag.variants) {
    const target = targets.find((candidate) => candidate.variant === name);
    if (target !== undefined && target.units.length > 0)
      compiled.push({ variant: name, units: sortedUnits(target.units) });
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
  const outcome = compileOutcome(rule.outcome, flag, unit);
  const { name } = rule;
  if ('serve' in outcome) {
    return name === null ? { if: condition, serve: outcome.serve } : { name, if: condition, serve: outcome.serve };
  }
  return name === null
    ? { if: condition, rollout: outcome.rollout }
    : { name, if: condition, rollout: outcome.rollout };
}

function compileOutcome(outcome: OutcomeSource, flag: FlagSource, unit: Path): Outcome {
  if ('serve' in outcome) return { serve: outcome.serve };
  const weights: [string, number][] = [];
  for (const { name } of flag.variants) {
    const share = outcome.rollout.find(([variant]) => variant === name);
    if (share !== undefined && share[1] > 0) weights.push([name, share[1]]);
  }
  const rollout: Rollout = { unit: outcome.unit ?? unit, salt: outcome.salt ?? flag.key, weights };
  return { rollout: outcome.hash === null ? rollout : { ...rollout, hash: outcome.hash } };
}
