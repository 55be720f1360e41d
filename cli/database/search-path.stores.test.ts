/** Functions of another schema that fit a call better than the server's own. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { openPostgres } from './postgres-database.ts';

let server: TestDatabase;
beforeEach(async () => {
  server = await createTestDatabase();
});
afterEach(() => server.drop());

test('a function that anybody put into public is not taken for one of the server', async () => {
  const login = await server.createLogin('auditor', 'acme');
  await server.query('grant create on schema public to public');
  await server.query(
    `create function public.concat_ws(text, text, text) returns text language sql as $$ select 'forged' $$`,
  );
  const database = await openPostgres(server.urlOf(login));
  try {
    const [row] = await database.transaction({ as: 'auditor', organization: 'acme', isReadOnly: true }, (tx) =>
      tx.query<{ words: string }>(`select concat_ws(' ', 'a'::text, 'b'::text) as words`),
    );
    expect(row).toEqual({ words: 'a b' });
  } finally {
    await database.close();
  }
});

test('a search_path that a login was given changes nothing, and no protection looks changed', async () => {
  const login = await server.createLogin('auditor', 'acme');
  await server.query(`alter role ${login} set search_path = flagforge, audit, public`);
  const database = await openPostgres(server.urlOf(login));
  try {
    const [row] = await database.transaction({ as: 'login', organization: null, isReadOnly: true }, (tx) =>
      tx.query<{ path: string; name: string }>(
        `select current_setting('search_path') as path, 'audit.entries'::regclass::text as name`,
      ),
    );
    expect(row).toEqual({ path: 'pg_catalog, pg_temp', name: 'audit.entries' });
  } finally {
    await database.close();
  }
});
