import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Each vitest project loads this module anew; the process is what they share. */
const shared = globalThis as { isFlagforgeBuilt?: boolean };

/**
 * Brings `dist` up to date before any test runs, because black-box tests start the built programs. Vitest calls it
 * once a project; the work is done once. With type errors `tsc -b` emits all the same, so tests run and the errors
 * are printed; under CI they end the run, as a stale build must never pass.
 */
export function setup(): void {
  if (shared.isFlagforgeBuilt) return;
  shared.isFlagforgeBuilt = true;
  const root = fileURLToPath(new URL('..', import.meta.url));
  const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
  const pages = fileURLToPath(new URL('build-console.mjs', import.meta.url));
  const edge = fileURLToPath(new URL('../edge/dist/scripts/build-function.js', import.meta.url));
  const build = [[compiler, '-b'], [edge], [pages]]
    .map((words) => spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' }))
    .find(({ status }) => status !== 0);
  if (build === undefined) return;
  const problem = `the build failed; tests that start built programs may run an older build:\n${build.stdout}${build.stderr}`;
  if (process.env['CI']) throw new Error(problem);
  process.stderr.write(`${problem}\n`);
}
