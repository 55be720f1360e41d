import { readdirSync, readFileSync } from 'node:fs';
import type { Json, Snapshot } from '@flagforge/sdk/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveShop, type TestServer } from './testing/serve.ts';
import { shopSnapshot } from './testing/shop-snapshot.ts';

/** The part of a conformance file that is about whole flags; conditions are the engine's own affair. */
interface CaseFile {
  readonly groups: readonly {
    readonly description: string;
    readonly snapshot?: Partial<Snapshot>;
    readonly cases?: readonly {
      readonly name: string;
      readonly flag: string;
      readonly context: Json;
      readonly now?: number;
      readonly overrides?: Json;
      readonly expect: { readonly errorCode?: string };
    }[];
  }[];
}

const FOLDER = new URL('../sdk/conformance/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((file) => /^\d+-.*\.json$/.test(file));
/** The errors that are not a 200, by their code. */
const STATUS: Readonly<Record<string, number>> = { flag_not_found: 404, invalid_context: 400 };

let now = 0;
let shop: TestServer;
beforeAll(async () => {
  const many = 1_000_000_000;
  const limits = {
    contextDepth: 1_000,
    contextAttributes: many,
    stringBytes: many,
    serverRate: many,
    serverBurst: many,
  };
  shop = await serveShop({ clock: () => now, limits: { ...limits, bodyBytes: 16_000_000 } });
});
afterAll(() => shop.server.close());

function isOverrides(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  return (
    typeof value === 'object' && !Array.isArray(value) && Object.values(value).every((name) => typeof name === 'string')
  );
}

test.each(FILES)('%s: the server gives what the engine must', async (file) => {
  const { groups } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as CaseFile;
  for (const { description, snapshot, cases = [] } of groups) {
    const empty = { unit: ['userId'], flags: [], segments: [], groups: [], overlays: [] };
    const isServed = shop.source.publish(shopSnapshot({ ...empty, ...snapshot }));
    // What the engine refuses is never served, and what must not reach it is a 400: both have tests of their own.
    if (!isServed || (snapshot?.format ?? 1) > 1) continue;
    for (const { flag, context, overrides, expect: expected, ...one } of cases) {
      if (!isOverrides(overrides)) continue;
      now = one.now ?? 0;
      const where = `${description} / ${one.name}`;
      const response = await shop.post('/v1/evaluate', { flagKey: flag, context, overrides });
      const status = STATUS[expected.errorCode ?? ''] ?? 200;
      const { flagKey, version, ...answer } = (await response.json()) as Record<string, unknown>;
      if (status !== 200) {
        expect([where, response.status, answer.code]).toEqual([where, status, expected.errorCode]);
        continue;
      }
      expect([where, answer, flagKey, version]).toEqual([where, expected, flag, 1]);
      const all = await shop.post('/v1/evaluate/all', { context, overrides });
      const { flags } = (await all.json()) as { flags: Record<string, object> };
      expect([where, flags[flag]]).toMatchObject([where, expected]);
    }
  }
});
