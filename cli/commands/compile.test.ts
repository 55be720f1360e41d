import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runHere } from '../testing/fake-terminal.ts';
import { createWorkspace, SMALL_PROJECT } from '../testing/run-flagforge.ts';

test('writes one snapshot an environment, the same bytes whenever and wherever', async () => {
  const [one, two] = [createWorkspace(), createWorkspace(Object.fromEntries(Object.entries(SMALL_PROJECT).reverse()))];
  const { stdout } = await runHere(one.root, ['compile', '--out', 'a/b']);
  await runHere(two.root, ['compile', '--out', 'a/b'], { now: Date.UTC(2031, 5, 1) });
  const files = readdirSync(join(one.root, 'a/b'));
  expect(files).toEqual(['development.json', 'production.json', 'staging.json']);
  for (const file of files) {
    const text = readFileSync(join(one.root, 'a/b', file), 'utf8');
    expect(readFileSync(join(two.root, 'a/b', file), 'utf8')).toBe(text);
    expect(stdout).toContain((JSON.parse(text) as { hash: string }).hash);
  }
  one.remove();
  two.remove();
});

test('writes only the environments that are named', async () => {
  const shop = createWorkspace();
  await runHere(shop.root, ['compile', '--environment', 'staging']);
  expect(readdirSync(join(shop.root, 'snapshots'))).toEqual(['staging.json']);
  expect((await runHere(shop.root, ['compile', '--environment', 'stagin'])).stderr).toContain(
    'did you mean --environment staging?',
  );
  shop.remove();
});

test('says what was written when a file cannot be', async () => {
  const shop = createWorkspace();
  mkdirSync(join(shop.root, 'out/staging.json'), { recursive: true });
  const run = await runHere(shop.root, ['compile', '--out', 'out']);
  expect(run).toMatchObject({ code: 3, stdout: '' });
  expect(run.stderr).toMatch(
    /cannot write out\/staging\.json: it is a folder.*written before it: out\/development\.json\n/s,
  );
  expect(readdirSync(join(shop.root, 'out')).sort()).toEqual(['development.json', 'staging.json']);
  shop.remove();
});

test('writes nothing while the project has errors', async () => {
  const shop = createWorkspace({ ...SMALL_PROJECT, 'flags/bad.yaml': 'type: boolean\n  x: 1\n' });
  const run = await runHere(shop.root, ['compile', '--json']);
  expect(run.code).toBe(1);
  expect(JSON.parse(run.stdout)).toMatchObject({ snapshots: [], diagnostics: [{ file: 'bad.yaml' }] });
  expect(existsSync(join(shop.root, 'snapshots'))).toBe(false);
  shop.remove();
});
