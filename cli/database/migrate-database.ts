import { applyMigrations } from './apply-migrations.ts';
import type { Database } from './database.ts';
import { grantLogin, type LoginRole, mayGrantRoles } from './roles.ts';

/** A login that gets a role, for the organisation of a project. */
export interface Grant {
  readonly login: string;
  readonly role: LoginRole;
}

export interface MigrationReport {
  /** Names of the files that were applied now. */
  readonly applied: readonly string[];
  readonly organization: string | null;
  /** The login that migrated. */
  readonly login: string;
  /** True: it may publish for the organisation, and read its audit log. */
  readonly isLoginGranted: boolean;
  readonly grants: readonly Grant[];
}

/**
 * Brings the schema up to date and lets logins work for an organisation: the one that migrates as publisher and auditor
 * where it may grant roles, and those that are named. Idempotent.
 * @param organization null: nobody is granted anything.
 * @throws CommandError (2, FF3113) when a login does not exist; no login is granted anything then. (3, FF31xx)
 */
export async function migrateDatabase(
  database: Database,
  organization: string | null,
  grants: readonly Grant[],
): Promise<MigrationReport> {
  const applied = (await applyMigrations(database)).map(({ name }) => name);
  return database.transaction({ as: 'login', organization: null }, async (tx) => {
    const [row] = await tx.query<{ login: string }>('select session_user::text as login');
    const isLoginGranted = organization !== null && (await mayGrantRoles(tx));
    if (organization !== null) {
      if (isLoginGranted) {
        await grantLogin(tx, null, 'publisher', organization);
        await grantLogin(tx, null, 'auditor', organization);
      }
      for (const { login, role } of grants) await grantLogin(tx, login, role, organization);
    }
    return { applied, organization, login: row?.login ?? '', isLoginGranted, grants };
  });
}
