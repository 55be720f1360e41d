import { readdirSync, readFileSync } from 'node:fs';
import { type ErrorCode, type Json, openFeatureReason, type Reason, type Snapshot } from '@flagforge/sdk/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectOfrep } from '../testing/ofrep-schema.ts';
import { serveShop, type TestServer } from '../testing/serve.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';

/** The part of a conformance file that can be asked over HTTP. */
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
      readonly expect: {
        readonly value?: Json;
        readonly variant?: string;
        readonly reason: Reason;
        readonly errorCode?: ErrorCode;
      };
    }[];
  }[];
}

const FOLDER = new URL('../../sdk/conformance/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((file) => /^\d+-.*\.json$/.test(file));
/** Keys that a provider's URL says differently are tests of their own. */
const PLAIN_KEY = /^[A-Za-z0-9._-]+$/;

let now = 0;
let shop: TestServer;
beforeAll(async () => {
  const many = 1_000_000_000;
  const rates = { serverRate: many, serverBurst: many };
  const limits = { ...rates, contextDepth: 1_000, contextAttributes: many, stringBytes: many, bodyBytes: 16_000_000 };
  shop = await serveShop({ clock: () => now, limits: { ...limits, headerBytes: 1_000_000 } });
});
afterAll(() => shop.server.close());

function isObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function answerOf(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

/** What `GET /v1/evaluate` must say of a flag. */
function edgeForm({ value, variant, reason, errorCode }: { [name: string]: unknown }): object {
  return errorCode === undefined ? { value, variant, reason } : { reason, errorCode };
}

test.each(FILES)('%s: OFREP and GET give what the engine must', async (file) => {
  const { groups } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as CaseFile;
  for (const { description, snapshot, cases = [] } of groups) {
    const empty = { unit: ['userId'], flags: [], segments: [], groups: [], overlays: [] };
    const isServed = shop.source.publish(shopSnapshot({ ...empty, ...snapshot }));
    // What the engine refuses is never served.
    if (!isServed || (snapshot?.format ?? 1) > 1) continue;
    for (const { flag, context, overrides, expect: expected, ...one } of cases) {
      const isAsked = isObject(context) && overrides === undefined && PLAIN_KEY.test(flag);
      if (!isAsked || JSON.stringify(context).length > 100_000) continue;
      now = one.now ?? 0;
      const where = `${description} / ${one.name}`;
      const { value, variant, reason, errorCode } = expected;

      const response = await shop.post(`/ofrep/v1/evaluate/flags/${flag}`, { context });
      const alone = await answerOf(response);
      if (errorCode === 'flag_not_found') expectOfrep('not-found', alone);
      else expectOfrep(errorCode === undefined ? 'single' : 'single-failure', alone);
      const isStatic = reason === 'default' && alone.reason === 'STATIC';
      const wanted =
        errorCode === undefined
          ? { key: flag, value, variant, reason: openFeatureReason(reason, isStatic) }
          : { key: flag, errorCode: errorCode.toUpperCase() };
      expect([where, alone]).toMatchObject([where, wanted]);

      const list = await answerOf(await shop.post('/ofrep/v1/evaluate/flags', { context }));
      expectOfrep('bulk', list);
      const items = list.flags as readonly { readonly key: string }[];
      const item = items.find(({ key }) => key === flag);
      if (errorCode === 'flag_not_found') expect([where, item]).toEqual([where, undefined]);
      else expect([where, item]).toMatchObject([where, wanted]);

      const encoded = Buffer.from(JSON.stringify(context)).toString('base64url');
      const got = await fetch(`${shop.url}/v1/evaluate?flagKey=${flag}`, {
        headers: { 'x-api-key': 'ff_server_test-production', 'x-flagforge-context': encoded },
      });
      const { flags } = (await answerOf(got)) as { flags: Record<string, object> };
      expect([where, flags[flag]]).toEqual([where, edgeForm(expected)]);
    }
  }
});
