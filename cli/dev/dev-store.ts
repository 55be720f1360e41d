import { join } from 'node:path';
import { applyMigrations } from '../database/apply-migrations.ts';
import type { Database } from '../database/database.ts';
import { grantLogin } from '../database/roles.ts';
import { openEmbedded } from '../embedded/open-embedded.ts';
import type { StateFolder } from '../embedded/state-folder.ts';
import { openDatabase } from '../stores/open-database.ts';
import { openTargets } from '../stores/open-targets.ts';
import type { Target } from '../targets/target.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Stores } from './dev-screen.ts';

/** Where dev's versions, audit log and keys are kept. */
export interface DevStore {
  /** Stays the same object while the one behind it is opened anew. */
  readonly database: Database;
  readonly isEmbedded: boolean;
  /** Redis, where REDIS_URL names one. */
  readonly targets: readonly Target[];
  /** In words. */
  readonly stores: Stores;
  /** Lets this login work for an organisation. Only where the database is dev's own: elsewhere that is for `migrate`. */
  join(organization: string): Promise<void>;
  /** Begins with nothing, because the folder was deleted. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the database that DATABASE_URL names, else the embedded one in the folder of dev's state, with its schema up to
 * date.
 * @param label the state's folder, as people are told.
 * @throws CommandError (3, 2) when it cannot be used.
 */
export async function openDevStore(
  terminal: Terminal,
  directory: string,
  state: StateFolder,
  label: string,
): Promise<DevStore> {
  const isEmbedded = (terminal.env.DATABASE_URL ?? '') === '';
  const open = async (): Promise<Database> => {
    if (!isEmbedded) return openDatabase(terminal, directory);
    const database = await openEmbedded(join(state.path, 'pg'), {
      onProgress: (text) => void terminal.err.write(`${text}\n`),
    });
    try {
      await applyMigrations(database);
      return database;
    } catch (error) {
      await database.close();
      throw error;
    }
  };
  let current = await open();
  const database: Database = {
    get address() {
      return current.address;
    },
    kind: current.kind,
    transaction: (options, work) => current.transaction(options, work),
    close: () => current.close(),
  };
  // The edge of dev is on this machine: what nobody reviewed never gets to that of FLAGFORGE_KVS_ARN by itself.
  const targets = (await openTargets(terminal, database, directory)).filter(({ name }) => name === 'redis');
  const redis = targets.find(({ name }) => name === 'redis');
  return {
    database,
    isEmbedded,
    targets,
    stores: {
      database: isEmbedded ? `Postgres in ${label}/pg` : `Postgres at ${current.address} (DATABASE_URL)`,
      redis: redis === undefined ? null : `Redis at ${redis.address} (REDIS_URL)`,
    },
    join: (organization) => (isEmbedded ? mapLogin(database, organization) : Promise.resolve()),
    async reopen() {
      await current.close().catch(() => {});
      current = await open();
    },
    async close() {
      await Promise.all(targets.map((target) => target.close()));
      await database.close();
    },
  };
}

/** As `migrate` does for the login that runs it. */
async function mapLogin(database: Database, organization: string): Promise<void> {
  await database.transaction({ as: 'login', organization: null }, async (tx) => {
    await grantLogin(tx, null, 'publisher', organization);
    await grantLogin(tx, null, 'auditor', organization);
  });
}
