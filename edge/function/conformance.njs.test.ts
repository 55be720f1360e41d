/** The conformance files through the built function: in Node, and in njs, which is what the edge runs. */
import { beforeAll, describe, expect, test } from 'vitest';
import { judge, type Verdict } from '../testing/judge.ts';
import { runInNjs, runInNode } from '../testing/run-trials.ts';
import { conformanceTrials } from '../testing/trials.ts';

const trials = conformanceTrials();

/**
 * What the origin answers, with the reason. Whatever else is passed is a mistake.
 */
const PASSED: readonly (readonly [reason: string, names: RegExp])[] = [
  ['keys that no flag can have', /^01-basics.json \/ types and defaults \/ (the empty key|a key with a space)/],
  ['the hash of another system', /^03-rollout.json \/ a hash that the engine does not have \//],
  ['prerequisites that lead back', /^10-prerequisites.json \/ cycles \//],
  ['case of other letters than A to Z', /^16-lower.json \/ (code points|operators \/ ends_with after a wide)/],
  ['case of other letters than A to Z', /^20-matches.json \/ by hand \/ äö in /],
  ['a context that is none', /^23-invalid-context.json \//],
  ['a context of more than 4 KiB, or nearly', /^24-hostile.json \/ large values \//],
];

const isExpected = (name: string): boolean => PASSED.some(([, names]) => names.test(name));

describe.each([
  ['Node', () => runInNode(trials)],
  ['njs', async () => runInNjs(trials)],
])('in %s', (_, run) => {
  let verdict: Verdict;
  beforeAll(async () => {
    verdict = judge(await run());
  });

  test('whatever the function answers is what the engine answers', () => {
    expect(verdict.wrong).toEqual([]);
    expect(verdict.answered).toBeGreaterThan(3_000);
  });

  test('it passes to the origin what it is known not to answer, and nothing else', () => {
    expect(verdict.passed.filter((name) => !isExpected(name))).toEqual([]);
    for (const [reason, names] of PASSED)
      expect(
        verdict.passed.filter((name) => names.test(name)),
        reason,
      ).not.toEqual([]);
  });
});
