import { functionCode } from '@flagforge/edge/build';
import { isResponse, loadFunction } from '@flagforge/edge/local';
import type { Place } from '../../target.ts';

export interface EdgeAnswer {
  readonly version: number;
  readonly flags: Readonly<Record<string, unknown>>;
}

/** The event of a request for these flags, with an empty context. */
export function edgeRequest(flags: readonly string[], key: string) {
  return {
    viewer: { ip: '203.0.113.7' },
    request: {
      method: 'GET',
      uri: '/v1/evaluate',
      querystring: { flagKey: { value: flags.join() } },
      headers: { 'x-api-key': { value: key }, 'x-flagforge-context': { value: 'e30' } },
      cookies: {},
    },
  };
}

/** What the built function answers for some flags from a store's entries; null: it passes to the origin. */
export async function readEdge(
  entries: ReadonlyMap<string, string>,
  place: Place,
  flags: readonly string[],
  key: string,
): Promise<EdgeAnswer | null> {
  const run = loadFunction(functionCode({ place }), async (name) => entries.get(name) ?? null);
  const result = await run(edgeRequest(flags, key));
  return isResponse(result) ? JSON.parse(result.body ?? '') : null;
}
