import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../database/database.ts';
import { openPostgres } from '../database/postgres-database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { EXPECTED_CATALOGUE } from './catalogue.generated.ts';
import { readCatalogue } from './read-catalogue.ts';

const FILE = fileURLToPath(new URL('catalogue.generated.ts', import.meta.url));

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await openPostgres(testDatabase.url);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const readFacts = async (): Promise<Record<string, string>> => {
  const facts = await database.transaction({ as: 'login', organization: null, isReadOnly: true }, readCatalogue);
  return Object.fromEntries([...facts].sort(([a], [b]) => (a < b ? -1 : 1)));
};

test('the schema that verify expects is what the migrations make (FLAGFORGE_UPDATE_GOLDEN=1 writes it anew)', async () => {
  const facts = await readFacts();
  if (process.env['FLAGFORGE_UPDATE_GOLDEN'] === '1') writeFileSync(FILE, render(facts));
  else expect(facts).toEqual(EXPECTED_CATALOGUE);
});

test('what later tables would be given is part of it', async () => {
  await testDatabase.query('alter default privileges in schema audit grant update on tables to flagforge_publisher');
  const added = Object.keys(await readFacts()).filter((what) => !(what in EXPECTED_CATALOGUE));
  expect(added).toEqual(['default of tables and the like by postgres in audit']);
});

function render(facts: Readonly<Record<string, string>>): string {
  const quote = (text: string): string =>
    `'${text.replace(/[\\']/g, (character) => `\\${character}`).replaceAll('\n', '\\n')}'`;
  const isName = (what: string): boolean => /^[a-z_]+$/.test(what);
  const lines = Object.entries(facts).map(([what, is]) => {
    const line = `  ${isName(what) ? what : quote(what)}: ${quote(is)},`;
    return line.length <= 120 ? line : line.replace(/: ('(?:[^'\\]|\\.)*',)$/, ':\n    $1');
  });
  return `${[
    '/** The schema as the migrations make it. Written by FLAGFORGE_UPDATE_GOLDEN=1 verify-protections.stores.test.ts. */',
    'export const EXPECTED_CATALOGUE: Readonly<Record<string, string>> = {',
    ...lines,
    '};',
  ].join('\n')}\n`;
}
