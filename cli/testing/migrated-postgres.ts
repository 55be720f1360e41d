import { randomBytes } from 'node:crypto';
import type { QueryResultRow } from 'pg';
import { applyMigrations } from '../database/apply-migrations.ts';
import { openPostgres } from '../database/postgres-database.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

/** A Postgres of a test's own with the schema in it, to be killed and paused as no shared one may be. */
export interface MigratedPostgres extends PostgresServer {
  urlOf(login: string): string;
  /** A statement as superuser. */
  query<Row extends QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** A new login of an evaluator of this organisation. */
  createEvaluator(organization: string): Promise<string>;
}

export async function startMigratedPostgres(): Promise<MigratedPostgres> {
  const { default: pg } = await import('pg');
  const server = await startPostgres();
  const database = await openPostgres(server.url);
  await applyMigrations(database);
  await database.close();
  const pool = new pg.Pool({ connectionString: server.url, max: 2, allowExitOnIdle: true });
  pool.on('error', () => {});
  const query: MigratedPostgres['query'] = async (sql, values = []) => (await pool.query(sql, [...values])).rows;
  return {
    ...server,
    urlOf(login) {
      const url = new URL(server.url);
      url.username = login;
      return url.href;
    },
    query,
    async createEvaluator(organization) {
      const login = `login_${randomBytes(5).toString('hex')}`;
      await query(`create role ${login} login`);
      await query(`grant flagforge_evaluator to ${login}`);
      await query('insert into flagforge.organization_logins (login, organization) values ($1, $2)', [
        login,
        organization,
      ]);
      return login;
    },
    async stop() {
      await pool.end();
      await server.stop();
    },
  };
}
