/** Every conformance case through the client of Node as it is built and shipped, in ESM and in CommonJS. */
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { SERVER_KEY, serveShop } from '../../evaluator-server/testing/serve.ts';
import { shopSnapshot } from '../../evaluator-server/testing/shop-snapshot.ts';
import type { CaseSnapshot } from '../conformance/case-file.ts';
import { conditionsAsFlags } from '../conformance/conditions-as-flags.ts';
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

/** As every published snapshot has them; cases write them as they come. */
function inOrder({ flags, segments, groups }: CaseSnapshot): CaseSnapshot {
  const by = <Entry>(list: readonly Entry[] | undefined, nameOf: (entry: Entry) => string) =>
    Array.isArray(list) ? [...list].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)) : [];
  return {
    flags: by(flags, (flag) => `${flag?.key}`),
    segments: by(segments, (segment) => `${segment?.name}`),
    groups: by(groups, (group) => `${group?.name}`),
  };
}

test('the built client, over the stream of a real evaluator, gives what the engine must', async () => {
  const { createClient } = (await import('../dist/node/index.js')) as unknown as typeof Shipped;
  const shop = await serveShop();
  const client = createClient({ url: shop.url, key: SERVER_KEY, usage: false, log: () => {} });
  await client.ready();
  const serves = (version: number): Promise<void> =>
    new Promise((resolve) => {
      const stop = client.on((change) => {
        if (change.version < version) return;
        stop();
        resolve();
      });
    });
  let [version, asked] = [1, 0];
  for (const { content } of files) {
    for (const group of content.groups) {
      const { snapshot = {}, cases = [] } = group;
      for (const { snapshot: written, cases: whole } of [{ snapshot, cases }, conditionsAsFlags(group)]) {
        if (whole.length === 0 || (written.format ?? 1) > 1) continue;
        const empty = { unit: ['userId'], flags: [], segments: [], groups: [], overlays: [] };
        const sorted = { ...written, ...inOrder(written) };
        const isThere = serves(version + 1);
        // What the evaluator refuses never gets here.
        if (!shop.source.publish(shopSnapshot({ ...empty, ...sorted, version: version + 1 } as never))) continue;
        version += 1;
        await isThere;
        for (const { name, flag, context, now = 0, overrides, expect: expected } of whole) {
          const options = { now, ...(overrides !== undefined && { overrides: overrides as Record<string, string> }) };
          const { value, version: _, ...answer } = client.details(flag, undefined, context as never, options);
          expect([name, answer.reason === 'error' ? answer : { value, ...answer }]).toEqual([name, expected]);
          asked += 1;
        }
      }
    }
  }
  expect(asked).toBeGreaterThan(3_000);
  await client.close();
  await shop.server.close();
});
