/** From a document that is published to the answer of the built function in the engine that CloudFront runs. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Place } from '../target.ts';
import { createAwsStore } from './aws-store.ts';
import { createKvsTarget } from './kvs-target.ts';
import { type DataPlane, startDataPlane } from './testing/data-plane.ts';
import { CLIENT_KEY, edgeKeys, edgeSnapshot } from './testing/documents.ts';
import { readEdgeInNjs } from './testing/edge-reader-njs.ts';
import { testPauses } from './testing/test-pauses.ts';

const PLACE: Place = { organization: 'acme', project: 'shop', environment: 'production' };
let plane: DataPlane;

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY');
  plane = await startDataPlane();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await plane.stop();
});

test('a publish to the store changes the answer of the function, and one that is cut off does not', async () => {
  const pauses = testPauses();
  const store = createAwsStore({ arn: plane.arn, endpoint: new URL(plane.endpoint), pauses });
  const target = createKvsTarget(store, { pauses });
  const answered = (): unknown => {
    const answer = readEdgeInNjs(plane.store.entries, PLACE, ['flag-0', 'flag-299'], CLIENT_KEY);
    if (answer === null) return null;
    const valueOf = (flag: string): unknown => (answer.flags[flag] as { readonly value: unknown }).value;
    return [answer.version, valueOf('flag-0'), valueOf('flag-299')];
  };
  const values = (value: number): number[] => Array.from({ length: 300 }, () => value);

  await target.offer(edgeSnapshot(PLACE, 1, values(1)));
  expect(answered()).toBeNull();
  await target.offer(edgeKeys(PLACE, 1));
  expect(answered()).toEqual([1, 'v1', 'v1']);

  // The first update is done, then nothing is any more.
  let updates = 0;
  plane.failing = ({ operation }) => {
    updates += operation === 'UpdateKeys' ? 1 : 0;
    return updates > 1 ? 'cut' : null;
  };
  const next = edgeSnapshot(PLACE, 2, values(2));
  await expect(target.offer(next)).rejects.toMatchObject({ code: 'FF3181' });
  expect(updates).toBeGreaterThan(1);
  expect(answered()).toEqual([1, 'v1', 'v1']);

  plane.failing = () => null;
  expect(await target.offer(next)).toMatchObject({ outcome: 'written' });
  expect(answered()).toEqual([2, 'v2', 'v2']);
  expect(plane.violations).toEqual([]);
  store.close();
});
