import type { Json, Path } from '@flagforge/sdk/engine';
import type { FlagTest } from '../compile/index.ts';

/** Assertions that one test may make. */
export const MAX_COMBINATIONS = 100_000;

/** One combination of a matrix: the context, and what the matrix put into it. */
export interface Combination {
  readonly context: Json;
  /** By the path as written; empty for a test without a matrix. */
  readonly values: readonly (readonly [key: string, value: Json])[];
}

/** How many assertions a test makes. */
export function combinationCount({ matrix }: Pick<FlagTest, 'matrix'>): number {
  return matrix.reduce((count, { values }) => count * values.length, 1);
}

/** Every combination of a test's matrix, the last path changing fastest; one without values for a test without a matrix. */
export function* combinationsOf({ context, matrix }: Pick<FlagTest, 'context' | 'matrix'>): Generator<Combination> {
  const counters = matrix.map(() => 0);
  for (;;) {
    let combined = context;
    const values = matrix.map(({ key, path, values: list }, index): readonly [string, Json] => {
      const value = list[counters[index] ?? 0] ?? null;
      combined = withAttribute(combined, path, value);
      return [key, value];
    });
    yield { context: combined, values };
    let last = matrix.length - 1;
    while (last >= 0 && (counters[last] ?? 0) + 1 >= (matrix[last]?.values.length ?? 0)) {
      counters[last] = 0;
      last -= 1;
    }
    if (last < 0) return;
    counters[last] = (counters[last] ?? 0) + 1;
  }
}

/** What stands above a path and is no map, as its own path; null when the path can be set. null counts as missing. */
export function conflictingParent(context: Json, path: Path): Path | null {
  let at: Json | undefined = context;
  for (const [depth, step] of path.entries()) {
    if (at === undefined || at === null) return null;
    if (!isMap(at)) return path.slice(0, depth);
    at = Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return null;
}

/** A copy of the context with an attribute at a path; what is above it and missing is made. `__proto__` is a name like any other. */
function withAttribute(context: Json, [step, ...rest]: Path, value: Json): Json {
  if (step === undefined) return value;
  const copy: { [key: string]: Json } = isMap(context) ? { ...context } : {};
  const before = Object.hasOwn(copy, step) ? (copy[step] ?? null) : null;
  const options = { value: withAttribute(before, rest, value), enumerable: true, writable: true, configurable: true };
  return Object.defineProperty(copy, step, options);
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
