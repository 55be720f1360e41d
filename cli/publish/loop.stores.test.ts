import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { booleanFlag, createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';
import { type RunningEvaluator, startEvaluator } from '../testing/start-evaluator.ts';

let place: PublishPlace;
const running: RunningEvaluator[] = [];

beforeEach(async () => {
  place = await createPublishPlace(
    { 'flags/new-checkout.yaml': booleanFlag('off') },
    'environments: { production: { approvals: 0 } }\n',
  );
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((evaluator) => evaluator.kill()));
  await place.remove();
});

test('commit, publish, and every evaluator answers differently within a second', async () => {
  expect((await place.run(['publish'])).code).toBe(0);
  const created = await place.run(['keys', 'create', '--kind', 'server', '--environment', 'production', '--json']);
  const { key } = JSON.parse(created.stdout) as { key: string };
  for (const settings of [{}, {}, { REDIS_URL: '' }]) running.push(await startEvaluator(place, settings));
  const ask = (evaluator: RunningEvaluator) => evaluator.ask('new-checkout', key);
  for (const evaluator of running)
    await vi.waitFor(async () => expect(await ask(evaluator)).toMatchObject({ value: false, version: 1 }), 10_000);

  place.repository.commit({ 'flags/new-checkout.yaml': booleanFlag('on') });
  const { code, stdout } = await place.run(['publish', '--environment', 'production']);
  const publishedAt = performance.now();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^production {2}v1 -> v2 {2}commit [0-9a-f]{7} {2}1 flag changed \(new-checkout\)$/m);
  // Those that read Redis have told it by then; the one that only reads Postgres asks it now and then.
  expect(stdout).toMatch(/^Live on 2 of 2 evaluators after \d\.\d s\./m);
  for (const evaluator of running.slice(0, 2)) expect(await ask(evaluator)).toMatchObject({ value: true, version: 2 });
  for (const evaluator of running)
    await vi.waitFor(async () => expect(await ask(evaluator)).toMatchObject({ value: true }), 10_000);
  expect(performance.now() - publishedAt).toBeLessThan(10_000);
});
