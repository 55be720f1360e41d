import { expect, test } from 'vitest';
import type { Snapshot } from '../engine/snapshot.ts';
import { loadCaseFiles } from './load.ts';
import { referenceEvaluate } from './reference.ts';
import { referenceBucket, referenceHash } from './reference-hash.ts';
import { type ConformanceRuntime, runConformance } from './runner.ts';

const reference: ConformanceRuntime = {
  createEvaluator: (snapshot) => ({
    evaluate: (flagKey, context, now, overrides) =>
      referenceEvaluate(snapshot as Snapshot, flagKey, context, now, overrides),
  }),
  hash: referenceHash,
  bucket: referenceBucket,
};

test.each(loadCaseFiles())('the reference evaluator gives what $name expects', (file) => {
  const report = runConformance(reference, [file]);
  expect(report.failures).toEqual([]);
  expect(report.checks).toBeGreaterThan(0);
});

test('a wrong expectation is reported with what was expected and received', () => {
  const content = {
    description: 'wrong',
    groups: [
      {
        description: 'group',
        conditions: [{ name: 'case', if: { op: 'present' as const, path: ['x'] }, context: {}, expect: true }],
      },
    ],
  };
  const report = runConformance(reference, [{ name: 'file', content }]);
  expect(report).toEqual({
    checks: 2,
    failures: [
      { where: 'file / group / case', expected: 'true', received: 'false' },
      { where: 'file / group / case (negated)', expected: 'false', received: 'true' },
    ],
  });
});
