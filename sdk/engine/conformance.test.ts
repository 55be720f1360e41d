import { expect, test } from 'vitest';
import { engineRuntime } from '../conformance/engine-runtime.ts';
import { loadCaseFiles } from '../conformance/load.ts';
import { runConformance } from '../conformance/runner.ts';

const files = loadCaseFiles();

test.each(files)('the engine gives what $name expects', (file) => {
  const report = runConformance(engineRuntime, [file]);
  expect(report.failures).toEqual([]);
  expect(report.checks).toBeGreaterThan(0);
});

test('there are cases for every part of the contract', () => {
  expect(files.length).toBeGreaterThanOrEqual(24);
  expect(runConformance(engineRuntime, files).checks).toBeGreaterThan(2000);
});
