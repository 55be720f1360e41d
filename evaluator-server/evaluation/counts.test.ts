import { createEvaluator } from '@flagforge/sdk/engine';
import { describe, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { followSource } from '../snapshots/environments.ts';
import { createMemorySource } from '../snapshots/memory.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';
import { type Count, countSingle, createEvaluationCounts, type TakenCount } from './counts.ts';

/** An environment that is served, with everything that was counted of it. */
function serve() {
  const source = createMemorySource([shopSnapshot()]);
  const environments = followSource(source, silentLog);
  const taken: TakenCount[] = [];
  environments.counts.subscribe((count) => taken.push(count));
  const production = () => {
    const served = environments.get('production');
    if (served === null) throw new Error('nothing is served');
    return served;
  };
  return { source, environments, taken, production };
}

describe('what is counted', () => {
  test('is each answer, by result and kind of key, single ones apart from those of all flags', () => {
    const { environments, taken, production } = serve();
    const { evaluator, answers } = production();
    const results = evaluator.evaluateAll({ userId: 'u1' }, 0);
    const [first] = results;
    if (first === undefined) throw new Error('the shop has flags');
    for (let i = 0; i < 3; i += 1) answers.one(first, 'server');
    answers.one(first, 'client');
    answers.all(results, 'server');
    answers.all(results, 'server');
    environments.counts.drain();
    const about = (kind: string) => taken.filter((count) => count.result === first && count.kind === kind);
    expect(about('server')).toMatchObject([{ environment: 'production', single: 3, bulk: 2 }]);
    expect(about('client')).toMatchObject([{ single: 1, bulk: 0 }]);
    expect(taken.filter(({ kind }) => kind === 'server')).toHaveLength(results.length);
    environments.counts.drain();
    expect(taken).toHaveLength(results.length + 1);
    answers.one(first, 'server');
    environments.counts.drain();
    expect(taken.at(-1)).toMatchObject({ result: first, single: 1, bulk: 0 });
  });

  test('is not what a client key does not get to see', () => {
    const { environments, taken, production } = serve();
    const { evaluator, answers } = production();
    answers.all(evaluator.evaluateAll({}, 0), 'client');
    environments.counts.drain();
    expect(taken.length).toBeGreaterThan(0);
    expect(taken.every(({ result }) => answers.isVisible(result.flagKey, 'client'))).toBe(true);
  });

  test('is not lost when the snapshot is replaced, nor when its answers are still given after that', () => {
    const { source, environments, taken, production } = serve();
    const before = production();
    const [first] = before.evaluator.evaluateAll({}, 0);
    if (first === undefined) throw new Error('the shop has flags');
    before.answers.one(first, 'server');
    source.publish(shopSnapshot({ version: 99 }));
    expect(taken).toMatchObject([{ result: first, single: 1 }]);
    before.answers.one(first, 'server');
    environments.counts.drain();
    expect(taken).toHaveLength(2);
  });

  test('reaches every listener, and none that has stopped', () => {
    const counts = createEvaluationCounts();
    const evaluator = createEvaluator(shopSnapshot());
    const count: Count = { result: evaluator.evaluate('nothing', {}, 0), kind: 'server', single: 0, bulk: 0 };
    const seen: string[] = [];
    counts.subscribe(() => seen.push('one'));
    const stop = counts.subscribe(() => seen.push('other'));
    countSingle(counts.tally('production'), count);
    counts.drain();
    stop();
    countSingle(counts.tally('production'), count);
    counts.drain();
    expect(seen).toEqual(['one', 'other', 'one']);
  });

  test('is taken by itself when results come that no snapshot holds, so that memory stays bounded', () => {
    const counts = createEvaluationCounts();
    const tally = counts.tally('production');
    let total = 0;
    counts.subscribe(({ single }) => {
      total += single;
    });
    const evaluator = createEvaluator(shopSnapshot());
    for (let i = 0; i < 25_000; i += 1) {
      countSingle(tally, { result: evaluator.evaluate(`f${i}`, {}, 0), kind: 'server', single: 0, bulk: 0 });
    }
    expect(total).toBe(24_000);
    counts.drain();
    expect(total).toBe(25_000);
  });
});
