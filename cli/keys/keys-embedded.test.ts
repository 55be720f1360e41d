import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyMigrations } from '../database/apply-migrations.ts';
import { grantLogin } from '../database/roles.ts';
import { openEmbedded } from '../embedded/open-embedded.ts';
import { runHere } from '../testing/fake-terminal.ts';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flagforge-keys-'));
  mkdirSync(join(folder, 'flags', '.flagforge'), { recursive: true });
  writeFileSync(join(folder, 'flags', 'flagforge.yaml'), 'version: 1\norganization: acme\nproject: shop\n');
  const database = await openEmbedded(join(folder, 'flags', '.flagforge', 'pg'));
  await applyMigrations(database);
  for (const role of ['publisher', 'auditor'] as const)
    await database.transaction({ as: 'login', organization: null }, (tx) => grantLogin(tx, null, role, 'acme'));
  await database.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('keys work on the database that dev left behind, as on a real one', async () => {
  const run = async (...words: string[]) => {
    const { code, stdout, stderr } = await runHere(folder, ['keys', ...words, '--json'], { now: Date.now() });
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as Record<string, unknown> & { id: string; keys: { status: string; id: string }[] };
  };
  const client = ['--kind', 'client', '--environment', 'production', '--origin', 'https://shop.example'];
  const made = await run('create', ...client, '--expires', '90d');
  expect(made).toMatchObject({
    createdBy: expect.stringMatching(/^local:/),
    origins: ['https://shop.example'],
    targets: [],
  });
  const next = await run('rotate', made.id);
  expect(next).toMatchObject({ keysVersion: 2, replaces: { id: made.id, status: 'ending' } });
  await run('revoke', made.id);
  const { keys } = await run('list', '--all');
  expect(keys.map(({ id, status }) => [id, status])).toEqual([
    [made.id, 'revoked'],
    [next.id, 'active'],
  ]);
});
