import { createEvaluator, type Evaluator, type Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { FlagSamples, SampleMove } from '../diff/reporters/report.ts';

/** An environment as it was and as it will be, and the flags that may answer differently there. */
export interface SampledEnvironment {
  readonly environment: string;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly flags: readonly string[];
}

/** Counts contexts whose answers change; holds a few names of them, whatever their number. */
export interface SampleCounter {
  /** @param name how people find this context. Only asked for where it is shown. */
  add(context: unknown, name: () => string): void;
  /** The contexts that were added. */
  readonly count: () => number;
  readonly result: () => readonly FlagSamples[];
}

const MAX_EXAMPLES = 3;

/** @param now the instant that every context is answered at, UTC epoch ms. */
export function createSampleCounter(environments: readonly SampledEnvironment[], now: number): SampleCounter {
  const tallies = environments.flatMap((sampled) => {
    const [before, after] = [createEvaluator(sampled.before), createEvaluator(sampled.after)];
    return sampled.flags.map((flag) => createTally(sampled.environment, flag, before, after, now));
  });
  let count = 0;
  return {
    add(context, name) {
      count += 1;
      for (const tally of tallies) tally.add(context, name);
    },
    count: () => count,
    result: () => tallies.flatMap((tally) => tally.result() ?? []),
  };
}

function createTally(environment: string, flag: string, before: Evaluator, after: Evaluator, now: number) {
  const moves = new Map<string, { from: string | null; to: string | null; count: number; examples: string[] }>();
  const changedValues = variantsWithOtherValues(before, after, flag);
  return {
    add(context: unknown, name: () => string): void {
      const [old, next] = [before.evaluate(flag, context, now), after.evaluate(flag, context, now)];
      const from = old.reason === 'error' ? null : old.variant;
      const to = next.reason === 'error' ? null : next.variant;
      if (from === to && (from === null || !changedValues.has(from))) return;
      const key = JSON.stringify([from, to]);
      const move = moves.get(key) ?? { from, to, count: 0, examples: [] };
      if (move.count === 0) moves.set(key, move);
      move.count += 1;
      if (move.examples.length < MAX_EXAMPLES) move.examples.push(name());
    },
    result(): FlagSamples | null {
      const found: readonly SampleMove[] = [...moves.values()].sort((a, b) => b.count - a.count || byName(a, b));
      const changed = found.reduce((sum, move) => sum + move.count, 0);
      return changed === 0 ? null : { environment, flag, changed, moves: found };
    },
  };
}

const byName = (a: SampleMove, b: SampleMove): number =>
  JSON.stringify([a.from, a.to]) < JSON.stringify([b.from, b.to]) ? -1 : 1;

function variantsWithOtherValues(before: Evaluator, after: Evaluator, flag: string): ReadonlySet<string> {
  const old = new Map(before.flag(flag)?.variants.map(({ name, value }) => [name, canonicalJson(value)]));
  const next = after.flag(flag)?.variants ?? [];
  return new Set(next.filter(({ name, value }) => old.get(name) !== canonicalJson(value)).map(({ name }) => name));
}
