/** Opens what versions are written to. */
import type { Database } from '../database/database.ts';
import type { Target } from '../targets/target.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { openDatabase } from './open-database.ts';
import { openTargets } from './open-targets.ts';

export interface PublishStores {
  readonly database: Database;
  readonly targets: readonly Target[];
  close(): Promise<void>;
}

/**
 * Postgres and the targets of a project. To be closed by the caller.
 * @param directory the project's absolute path.
 * @throws CommandError (2) when none is named, (3) when Postgres cannot be reached or has another schema.
 */
export async function openStores(terminal: Terminal, directory: string): Promise<PublishStores> {
  const database = await openDatabase(terminal, directory);
  try {
    const targets = await openTargets(terminal, database, directory);
    return {
      database,
      targets,
      async close() {
        await Promise.all(targets.map((target) => target.close()));
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
