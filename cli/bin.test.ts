import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkspace, SMALL_PROJECT, type Workspace } from './testing/run-flagforge.ts';

let shop: Workspace;

beforeAll(() => {
  shop = createWorkspace();
});
afterAll(() => shop.remove());

const CONTEXT = '{"email":"pat@acme.com"}';
describe('exit codes', () => {
  test.each<[name: string, words: string[], code: number]>([
    ['a clean project', ['validate'], 0],
    ['an unknown command', ['valdate'], 2],
    ['a folder that is no project', ['validate', '--dir', 'nope'], 2],
    ['tests that pass', ['test'], 0],
  ])('%s', (_, words, code) => {
    expect(shop.run(words)).toMatchObject({ code });
  });

  test('without its build the launcher says what to do', () => {
    const bare = createWorkspace({});
    const launcher = join(bare.root, 'flagforge.mjs');
    writeFileSync(launcher, readFileSync(fileURLToPath(new URL('./flagforge.mjs', import.meta.url))));
    const run = spawnSync(process.execPath, [launcher, 'validate'], { encoding: 'utf8' });
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('npm ci');
    bare.remove();
  });
});

describe('what streams get', () => {
  test.each<[env: Record<string, string>, hasColor: boolean]>([
    [{}, false],
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [{ FORCE_COLOR: '0' }, false],
  ])('a pipe with %j has colour: %s', (env, hasColor) => {
    expect(shop.run(['validate'], { env }).stdout.includes('\u001b[')).toBe(hasColor);
  });

  test('a pipe gets ASCII only', () => {
    const failing = createWorkspace({
      ...SMALL_PROJECT,
      'flags/dark-mode.test.yaml':
        SMALL_PROJECT['flags/dark-mode.test.yaml']?.replace('variant: off', 'variant: on') ?? '',
    });
    const { code, stdout } = failing.run(['test']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^[\n\x20-\x7e]*$/);
    failing.remove();
  });

  const LAUNCHER = fileURLToPath(new URL('./flagforge.mjs', import.meta.url));
  const shell = (words: string): ReturnType<typeof spawnSync> =>
    spawnSync('sh', ['-c', `"${process.execPath}" "${LAUNCHER}" ${words}`], { cwd: shop.root, encoding: 'utf8' });

  test.skipIf(!existsSync('/dev/full'))('a full disk is said, exit 3', () => {
    expect(shell('validate > /dev/full')).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('no space is left on the disk (ENOSPC)'),
    });
  });

  test('errors that nobody can read keep their exit code', () => {
    expect(shell('nope 2>&-').status).toBe(2);
  });

  test('a reader that goes away early ends the command quietly', () => {
    shop.write({ 'many.jsonl': `${CONTEXT}\n`.repeat(50_000) });
    const { stdout, stderr } = shell('evaluate --contexts many.jsonl --json | head -n 1');
    expect(JSON.parse(String(stdout))).toHaveProperty('results.dark-mode.value', true);
    expect(stderr).toBe('');
  });
});
