import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { applyMigrations } from './apply-migrations.ts';
import type { Database } from './database.ts';
import { openPostgres } from './postgres-database.ts';

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

test('a second run applies nothing', async () => {
  expect(await applyMigrations(database)).toEqual([]);
});
