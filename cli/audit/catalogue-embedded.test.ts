import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyMigrations } from '../database/apply-migrations.ts';
import { openEmbedded } from '../embedded/open-embedded.ts';
import { EXPECTED_CATALOGUE } from './catalogue.generated.ts';
import { compareCatalogues } from './compare-catalogues.ts';
import { readCatalogue } from './read-catalogue.ts';

test('the embedded Postgres, of another major version, has the same facts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flagforge-catalogue-'));
  const database = await openEmbedded(join(folder, 'pg'));
  try {
    await applyMigrations(database);
    const facts = await database.transaction({ as: 'login', organization: null, isReadOnly: true }, readCatalogue);
    expect(compareCatalogues(new Map(Object.entries(EXPECTED_CATALOGUE)), facts)).toEqual([]);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
