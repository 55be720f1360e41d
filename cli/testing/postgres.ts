import { randomBytes } from 'node:crypto';
import type { QueryResultRow } from 'pg';
import { inject } from 'vitest';
import type { LoginRole } from '../database/roles.ts';
import './provided-stores.ts';

/** A database of a test's own, migrated, on the Postgres of this run. */
export interface TestDatabase {
  readonly name: string;
  /** As superuser. */
  readonly url: string;
  urlOf(login: string): string;
  /** A statement as superuser. */
  query<Row extends QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** A new login of this role that works for these organisations; its name is unique on the server. */
  createLogin(role: LoginRole | null, ...organizations: string[]): Promise<string>;
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Without the schema. Default false. */
  readonly isEmpty?: boolean;
}

/** The template that the run made is copied, which takes some tens of ms. */
export async function createTestDatabase({ isEmpty = false }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { default: pg } = await import('pg');
  const { postgresUrl, template } = inject('stores');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const urlOf = (login: string, database = name): string => {
    const url = new URL(postgresUrl);
    url.username = login;
    url.pathname = `/${database}`;
    return url.href;
  };
  const admin = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: postgresUrl });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await admin(`create database ${name} template ${isEmpty ? 'template0' : template}`);
  const pool = new pg.Pool({ connectionString: urlOf('postgres'), max: 2, allowExitOnIdle: true });
  // A test may restart the server under it.
  pool.on('error', () => {});
  const logins: string[] = [];
  const query: TestDatabase['query'] = async (sql, values = []) =>
    (values.length === 0 ? await pool.query(sql) : await pool.query(sql, [...values])).rows;
  return {
    name,
    url: urlOf('postgres'),
    urlOf: (login) => urlOf(login),
    query,
    async createLogin(role, ...organizations) {
      const login = `login_${randomBytes(5).toString('hex')}`;
      await query(`create role ${login} login`);
      logins.push(login);
      if (role !== null) await query(`grant flagforge_${role} to ${login}`);
      for (const organization of organizations)
        await query('insert into flagforge.organization_logins (login, organization) values ($1, $2)', [
          login,
          organization,
        ]);
      return login;
    },
    async drop() {
      await pool.end();
      await admin(`drop database ${name} with (force)`);
      for (const login of logins) await admin(`drop role ${login}`);
    },
  };
}
