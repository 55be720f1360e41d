import { expect, test } from 'vitest';
import { loadCaseFiles } from '../conformance/load.ts';
import { NJS_INSTALL_COMMAND, njsVersion, runConformanceInNjs } from '../scripts/njs.ts';

test('the engine passes every conformance file in njs', async () => {
  expect(njsVersion(), `njs is missing: ${NJS_INSTALL_COMMAND}`).not.toBeNull();
  const report = await runConformanceInNjs(loadCaseFiles());
  expect(report.failures).toEqual([]);
  expect(report.checks).toBeGreaterThan(2000);
});
