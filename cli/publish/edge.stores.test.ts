import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DataPlane, startDataPlane } from '../targets/kvs/testing/data-plane.ts';
import { readEdge } from '../targets/kvs/testing/edge-reader.ts';
import { booleanFlag, createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';

let plane: DataPlane;
let place: PublishPlace;

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY');
  plane = await startDataPlane();
});
beforeEach(async () => {
  place = await createPublishPlace({ 'flags/a.yaml': flag('off'), 'flags/b.yaml': flag('off') });
  plane.failing = () => null;
});
afterEach(async () => {
  await place.remove();
  expect(plane.violations).toEqual([]);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await plane.stop();
});

const flag = (serves: 'on' | 'off'): string => booleanFlag(serves, 'client: true\n');

const run = (...words: string[]) =>
  place.run(words, { FLAGFORGE_KVS_ARN: plane.arn, FLAGFORGE_KVS_ENDPOINT: plane.endpoint });

/** What the function at the edge answers for flag a; null: it passes to the origin. */
async function answered(key: string): Promise<unknown> {
  const production = { organization: place.organization, project: 'shop', environment: 'production' };
  const answer = await readEdge(plane.store.entries, production, ['a'], key);
  return answer === null ? null : [answer.version, (answer.flags.a as { readonly value: unknown }).value];
}

async function createKey(kind: 'client' | 'server'): Promise<{ readonly id: string; readonly key: string }> {
  const { stdout, code } = await run('keys', 'create', '--environment', 'production', '--kind', kind, '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout) as { id: string; key: string };
}

const waiting = () =>
  place.database.query<{ target: string; document: string }>(
    "select distinct target, document from flagforge.outbox where done_at is null and target <> 'anchor' order by 1, 2",
  );

describe('the edge', () => {
  test('follows every command that changes what is served, and those that look say so', async () => {
    const published = await run('publish');
    expect(published).toMatchObject({ code: 0 });
    expect(published.stdout).toMatch(/^ {2}edge +v1 +[12] keys?, switched/m);
    const { id, key } = await createKey('client');
    const server = await createKey('server');
    expect(await answered(key)).toEqual([1, false]);
    expect(await answered(server.key)).toBeNull();

    place.repository.commit({ 'flags/a.yaml': flag('on') });
    const second = await run('publish');
    expect(second.stdout).toMatch(/^ {2}Redis +v2 .*\n {2}edge +v2 +[12] keys?, switched/m);
    expect(await answered(key)).toEqual([2, true]);
    expect(await waiting()).toEqual([]);

    const reason = ['--reason', 'errors since 14:02'];
    expect(await run('kill', 'a', '--environment', 'production', ...reason, '--yes')).toMatchObject({ code: 0 });
    expect(await answered(key)).toEqual([3, false]);
    expect(await run('revive', 'a', '--environment', 'production', ...reason)).toMatchObject({ code: 0 });
    expect(await answered(key)).toEqual([4, true]);
    expect(await run('rollback', '--environment', 'production', '--to', '1', '--yes', ...reason)).toMatchObject({
      code: 0,
    });
    expect(await answered(key)).toEqual([5, false]);

    const status = await run('status');
    expect(status.stdout).toMatch(/^environment .*Redis +edge +evaluators/m);
    expect(status.stdout).toMatch(/^production .* v5 +v5 /m);
    const doctor = await run('doctor');
    expect(doctor.stdout).toMatch(/the KeyValueStore 1a2b\S+ at localhost:\d+\s+answers; \d+\s+keys,\s.*of 5.0 MB/);

    expect(await run('keys', 'revoke', id, '--environment', 'production')).toMatchObject({ code: 0 });
    expect(await answered(key)).toBeNull();
  });

  test('that cannot be reached fails the command after the truth was written, and --resume finishes', async () => {
    await run('publish');
    const { key } = await createKey('client');
    place.repository.commit({ 'flags/a.yaml': flag('on') });
    plane.failing = ({ operation }) => (operation === 'UpdateKeys' ? 'denied' : null);
    const failed = await run('publish');
    expect(failed.code).toBe(3);
    expect(failed.stdout).toMatch(/^ {2}Redis +v2 /m);
    expect(failed.stdout).toMatch(/^ {2}edge +failed +finish with: flagforge publish --resume/m);
    expect(failed.stderr).toContain('FF3182');
    expect(failed.stderr + failed.stdout).not.toContain('EXAMPLE');
    expect(await answered(key)).toEqual([1, false]);
    expect(await waiting()).toEqual([{ target: 'edge', document: 'snapshot' }]);
    const status = await run('status');
    expect(status.stdout).toMatch(/1 version of production not delivered to edge/);
    expect(status.code).toBe(1);

    plane.failing = () => null;
    expect(await run('publish', '--resume')).toMatchObject({ code: 0 });
    expect(await answered(key)).toEqual([2, true]);
    expect(await waiting()).toEqual([]);
  });

  test('--target leaves the others for later', async () => {
    const words = ['publish', '--environment', 'production'];
    expect((await run(...words, '--target', 'redis')).stdout).not.toMatch(/^ {2}edge/m);
    expect(await waiting()).toEqual([{ target: 'edge', document: 'snapshot' }]);
    const { key } = await createKey('client');
    expect(await answered(key)).toBeNull();
    expect(await run('publish', '--resume', '--target', 'edge')).toMatchObject({ code: 0 });
    expect(await answered(key)).toEqual([1, false]);
    place.repository.commit({ 'flags/a.yaml': flag('on') });
    const { stdout } = await run(...words, '--target', 'kvs');
    expect(stdout).toMatch(/^ {2}edge +v2 +[12] keys?, switched/m);
    expect(stdout).not.toMatch(/^ {2}Redis/m);
    expect(await waiting()).toEqual([{ target: 'redis', document: 'snapshot' }]);
  });

  test('--target says when it is not set up, or no target', async () => {
    expect(await run('publish', '--target', 'postgres')).toMatchObject({ code: 2 });
    const { code, stderr } = await place.run(['publish', '--target', 'kvs']);
    expect(code).toBe(2);
    expect(stderr).toContain('FF3188');
    expect(stderr).toContain('FLAGFORGE_KVS_ARN');
    const wrong = await place.run(['publish'], { FLAGFORGE_KVS_ARN: 'flags' });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('FF3180') });
    expect(await place.database.query('select 1 from flagforge.snapshots')).toEqual([]);
  });
});
