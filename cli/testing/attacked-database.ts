import type pg from 'pg';
import type { Database, SqlValue, Transaction } from '../database/database.ts';

/**
 * Reads, inside an open transaction, what an attack left, as an auditor would; nothing of it is committed.
 * @param client a superuser's connection with an open transaction.
 * @param auditor the login to read as.
 */
export function attackedDatabase(client: pg.Client, auditor: () => string): Database {
  return {
    address: 'the attacked database',
    kind: 'real',
    async transaction({ as, organization }, work) {
      await client.query('savepoint proof');
      try {
        await client.query(`set local session authorization ${auditor()}`);
        if (as !== 'login') await client.query(`set local role flagforge_${as}`);
        if (organization !== null)
          await client.query(`select set_config('flagforge.organization', $1, true)`, [organization]);
        const query: Transaction['query'] = async <Row extends object>(sql: string, values: readonly SqlValue[] = []) =>
          (await client.query(sql, [...values])).rows as Row[];
        return await work({ query });
      } finally {
        await client.query('rollback to savepoint proof');
      }
    },
    close: async () => {},
  };
}
