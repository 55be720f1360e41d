import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { findSubsetViolations, type SubsetViolation } from './check-subset.ts';

/** The source files that run at the edge, relative to the folder `sdk`: the engine, and what runs its cases there. */
export function loadEdgeSources(sdk: string): string[] {
  const engine = readdirSync(join(sdk, 'engine')).filter((name) => /(?<!\.test)\.ts$/.test(name));
  return [...engine.map((name) => `engine/${name}`), 'conformance/runner.ts', 'conformance/engine-runtime.ts'];
}

/** What TypeScript uses of what the edge does not have, where it stands in that text. Types are no part of it. */
export function findSourceViolations(typescript: string): SubsetViolation[] {
  const { code, map } = transformSync(typescript, {
    loader: 'ts',
    target: 'es2022',
    format: 'esm',
    sourcemap: 'external',
    sourcefile: 'source.ts',
  });
  const origins = new SourceMap(JSON.parse(map));
  return findSubsetViolations(code).map((violation) => {
    const origin = origins.findEntry(violation.line - 1, violation.column - 1);
    if (!('originalLine' in origin)) return violation;
    return { ...violation, line: origin.originalLine + 1, column: origin.originalColumn + 1 };
  });
}

/** One line a violation, `sdk/engine/x.ts:12:5 for-of is not in the language of the edge`; empty when there is none. */
export function checkEdgeSources(sdk: string): string[] {
  return loadEdgeSources(sdk).flatMap((name) =>
    findSourceViolations(readFileSync(join(sdk, name), 'utf8')).map(
      ({ line, column, what }) => `${join(sdk, name)}:${line}:${column} ${what} is not in the language of the edge`,
    ),
  );
}
