/** Every conformance case through the client of Node as it is built and shipped, in ESM and in CommonJS. */
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { loadCaseFiles } from '../conformance/load.ts';
import { type ConformanceRuntime, runConformance } from '../conformance/runner.ts';
import type * as Shipped from './index.ts';

/** The client's details for a fallback that no case expects, as the engine's answer has them. */
const runtimeOf = ({ createClient, memorySource }: typeof Shipped): ConformanceRuntime => ({
  createEvaluator(snapshot) {
    const client = createClient({ source: memorySource(snapshot), log: () => {} });
    return {
      evaluate(flag, context, now, overrides) {
        const options = { now, ...(overrides !== undefined && { overrides: overrides as Record<string, string> }) };
        const { value, version: _, ...answer } = client.details(flag, undefined, context as never, options);
        return answer.reason === 'error' ? answer : { value, ...answer };
      },
      evaluateAll: (context, now, overrides) =>
        client.all(context as never, { now, ...(overrides !== undefined && { overrides: overrides as never }) }),
    };
  },
});

const files = loadCaseFiles();

test.each([
  ['ESM', () => import('../dist/node/index.js') as Promise<unknown>],
  ['CommonJS', async () => createRequire(import.meta.url)('../dist/cjs/node/index.js') as unknown],
])('the built client, as %s, gives what the engine must', async (_, load) => {
  const report = runConformance(runtimeOf((await load()) as typeof Shipped), files);
  expect(report.failures).toEqual([]);
  expect(report.checks).toBeGreaterThan(2_000);
});
