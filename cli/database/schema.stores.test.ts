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
import type { TransactionOptions } from './database.ts';
import { loadMigrations } from './migrations.ts';
import { grantLogin } from './roles.ts';
import { checkSchema } from './schema-state.ts';

const ROLES = ['publisher', 'auditor', 'evaluator', 'owner', 'audit_owner'].map((role) => `flagforge_${role}`);

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

test('since Postgres 16 a login that makes the roles migrates, grants and publishes without rights of the owners', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flagforge-schema-'));
  const database = await openEmbedded(join(folder, 'pg'));
  const login: TransactionOptions = { as: 'login', organization: null };
  try {
    // The embedded one may come with the schema, and has a single session.
    await database.transaction(login, (tx) =>
      tx.query(`drop schema if exists audit cascade; drop schema if exists flagforge cascade;
        ${ROLES.map((role) => `drop role if exists ${role};`).join(' ')}
        create role ada login createrole; create role kim login;
        do $$ begin execute format('grant create on database %I to ada', current_database()); end $$;
        set session authorization ada`),
    );
    expect((await applyMigrations(database)).length).toBe(loadMigrations().length);
    expect(await applyMigrations(database)).toEqual([]);
    await database.transaction(login, async (tx) => {
      await grantLogin(tx, null, 'publisher', 'acme');
      await grantLogin(tx, 'kim', 'auditor', 'acme');
    });
    await checkSchema(database);
    const publisher = { as: 'publisher', organization: 'acme' } as const;
    const asking = 'select session_user::text as login, flagforge.own_organizations()::text as organizations';
    expect(await database.transaction(publisher, (tx) => tx.query(asking))).toEqual([
      { login: 'ada', organizations: '{acme}' },
    ]);
    await expect(database.transaction({ as: 'owner', organization: null }, async () => {})).rejects.toThrow(
      'permission denied',
    );
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
});

test('the files of migrations are numbered from 1 without a gap', () => {
  const migrations = loadMigrations();
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
});
