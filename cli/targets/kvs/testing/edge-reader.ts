import { functionCode } from '@flagforge/edge/build';
import { isResponse, loadFunction } from '@flagforge/edge/local';
import type { Place } from '../../target.ts';

/** What the built function answers for some flags from a store's entries; null: it passes to the origin. */
export async function readEdge(
  entries: ReadonlyMap<string, string>,
  place: Place,
  flags: readonly string[],
  key: string,
): Promise<{ readonly version: number; readonly flags: Readonly<Record<string, unknown>> } | null> {
  const run = loadFunction(functionCode({ place }), async (name) => entries.get(name) ?? null);
  const result = await run({
    viewer: { ip: '203.0.113.7' },
    request: {
      method: 'GET',
      uri: '/v1/evaluate',
      querystring: { flagKey: { value: flags.join() } },
      headers: { 'x-api-key': { value: key }, 'x-flagforge-context': { value: 'e30' } },
      cookies: {},
    },
  });
  return isResponse(result) ? JSON.parse(result.body ?? '') : null;
}
