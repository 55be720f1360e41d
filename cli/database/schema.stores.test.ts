/**
 * The schema is the same in the Postgres inside the process as on a server. What it is, stands for reviews in
 * `audit/catalogue.generated.ts`, which the tests of `audit verify` compare with a server.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXPECTED_CATALOGUE } from '../audit/catalogue.generated.ts';
import { readCatalogue } from '../audit/read-catalogue.ts';
import { openEmbedded } from '../embedded/open-embedded.ts';
import { applyMigrations } from './apply-migrations.ts';
import { loadMigrations } from './migrations.ts';
import { checkSchema } from './schema-state.ts';

test('the embedded Postgres has the schema that a server has, to the last grant', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flagforge-schema-'));
  const database = await openEmbedded(join(folder, 'pg'));
  try {
    await applyMigrations(database);
    expect(await applyMigrations(database)).toEqual([]);
    await checkSchema(database);
    const facts = await database.transaction({ as: 'login', organization: null, isReadOnly: true }, readCatalogue);
    expect(Object.fromEntries(facts)).toEqual(EXPECTED_CATALOGUE);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
});

test('the files of migrations are numbered from 1 without a gap', () => {
  const migrations = loadMigrations();
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
});
