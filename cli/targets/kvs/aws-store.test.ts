import { StoreConflict } from '@flagforge/edge/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Place } from '../target.ts';
import { createAwsStore } from './aws-store.ts';
import { createKvsTarget } from './kvs-target.ts';
import { clientSnapshot } from './testing/client-snapshot.ts';
import { type DataPlane, type Failure, startDataPlane } from './testing/data-plane.ts';
import { testPauses } from './testing/test-pauses.ts';

let plane: DataPlane;
const open: { close(): void }[] = [];

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  plane = await startDataPlane();
});
beforeEach(() => {
  plane.calls.length = 0;
  plane.failing = () => null;
});
afterEach(() => {
  for (const store of open.splice(0)) store.close();
  expect(plane.violations).toEqual([]);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await plane.stop();
});

let places = 0;
/** A place of a test's own. */
const somewhere = (): Place => {
  places += 1;
  return { organization: 'acme', project: `shop-${places}`, environment: 'production' };
};

function openStore(options: { arn?: string; answerMs?: number } = {}) {
  const pauses = testPauses();
  const store = createAwsStore({ arn: plane.arn, endpoint: new URL(plane.endpoint), pauses, ...options });
  open.push(store);
  return { store, pauses, target: createKvsTarget(store, { pauses }) };
}

/** The first calls of this name fail so. */
const failFirst = (operation: string, ...failures: Failure[]): void => {
  const left = [...failures];
  plane.failing = (call) => (call.operation === operation ? (left.shift() ?? null) : null);
};

describe('a store at AWS', () => {
  test('is listed in full, page by page, and changed as it is told', async () => {
    const { store } = openStore();
    const { etag } = await store.describe();
    const puts = new Map(Array.from({ length: 50 }, (_, i) => [`k/${i} ü`, `value ${i} "é"`]));
    const after = await store.update({ ifMatch: etag, puts, deletes: [] });
    expect(after).toEqual(await store.describe());
    const more = new Map(Array.from({ length: 49 }, (_, i) => [`l-${i}`, 'x']));
    await store.update({ ifMatch: after.etag, puts: more, deletes: ['k/0 ü'] });
    puts.delete('k/0 ü');
    expect(await store.list()).toEqual(new Map([...puts, ...more]));
    expect(plane.calls.filter((name) => name === 'ListKeys')).toHaveLength(2);
    expect(await store.get('k/1 ü')).toBe('value 1 "é"');
    expect(await store.get('k/0 ü')).toBeNull();
    await expect(store.update({ ifMatch: etag, puts: more, deletes: [] })).rejects.toThrow(StoreConflict);
    const { etag: last } = await store.describe();
    await store.update({ ifMatch: last, puts: new Map(), deletes: [...more.keys()] });
    const { etag: end } = await store.describe();
    await store.update({ ifMatch: end, puts: new Map(), deletes: [...puts.keys()] });
  });

  test.each<[Failure, string]>([
    ['throttled', 'DescribeKeyValueStore'],
    ['unavailable', 'ListKeys'],
    ['internal', 'UpdateKeys'],
    ['cut', 'DescribeKeyValueStore'],
    ['lost', 'UpdateKeys'],
    ['conflict', 'UpdateKeys'],
    ['mismatch', 'UpdateKeys'],
  ])('is published to although a call is %s (%s)', async (failure, operation) => {
    const { target, pauses } = openStore();
    failFirst(operation, failure, failure);
    const document = clientSnapshot(somewhere(), 1, [{ key: 'search', serves: 'on' }]);
    expect(await target.offer(document)).toMatchObject({ outcome: 'written' });
    expect(await target.read(document.place, 'snapshot')).toMatchObject({ version: 1, hash: document.hash });
    expect(pauses.slept.length).toBeGreaterThan(0);
  });

  test.each<[Failure, string]>([
    ['throttled', 'FF3181'],
    ['unavailable', 'FF3181'],
    ['cut', 'FF3181'],
    ['denied', 'FF3182'],
    ['missing', 'FF3182'],
    ['full', 'FF3182'],
    ['conflict', 'FF3183'],
  ])('that is %s for good is %s, and holds what it held', async (failure, code) => {
    const { target } = openStore();
    const place = somewhere();
    const one = clientSnapshot(place, 1, [{ key: 'search', serves: 'on' }]);
    await target.offer(one);
    plane.failing = ({ operation }) => (operation === 'UpdateKeys' ? failure : null);
    const two = clientSnapshot(place, 2, [{ key: 'search', serves: 'off' }]);
    const problem = await target.offer(two).catch((error: unknown) => error);
    expect(problem).toMatchObject({ exitCode: 3, code });
    expect(JSON.stringify(problem)).not.toContain('EXAMPLE');
    plane.failing = () => null;
    expect(await target.read(place, 'snapshot')).toMatchObject({ version: 1, hash: one.hash });
    expect(await target.offer(two)).toMatchObject({ outcome: 'written' });
  });

  test('that never answers is waited for once', async () => {
    const { target } = openStore({ answerMs: 40 });
    plane.failing = () => 'silent';
    await expect(target.read(somewhere(), 'snapshot')).rejects.toMatchObject({ exitCode: 3, code: 'FF3181' });
    const calls = plane.calls.length;
    await expect(target.read(somewhere(), 'snapshot')).rejects.toMatchObject({ exitCode: 3, code: 'FF3181' });
    expect(plane.calls).toHaveLength(calls);
  });

  test('of which nobody knows is FF3182', async () => {
    const { target } = openStore({ arn: 'arn:aws:cloudfront::123456789012:key-value-store/other' });
    await expect(target.read(somewhere(), 'keys')).rejects.toMatchObject({ exitCode: 3, code: 'FF3182' });
  });

  test('without credentials is FF3182', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', '');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent');
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent');
    const { target } = openStore();
    await expect(target.read(somewhere(), 'keys')).rejects.toMatchObject({ exitCode: 3, code: 'FF3182' });
  });
});
