import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Transaction } from './database.ts';

/** What a login may be: the roles that are granted to logins. */
export type LoginRole = 'publisher' | 'auditor' | 'evaluator';

const ROLES = [
  'flagforge_owner',
  'flagforge_audit_owner',
  'flagforge_publisher',
  'flagforge_auditor',
  'flagforge_evaluator',
] as const;

/**
 * Makes the roles that are missing; they belong to the whole server, so another database may have made them. The owners
 * are granted to whoever migrates without being a superuser: only members may give them schemas.
 */
export async function createRoles(tx: Transaction): Promise<void> {
  for (const role of ROLES) {
    // Two databases may be migrated at once.
    await tx.query(`do $$ begin
      if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
    exception when duplicate_object or unique_violation then null; end $$`);
  }
  const [login] = await tx.query<{ isSuperuser: boolean }>(
    'select rolsuper as "isSuperuser" from pg_roles where rolname = session_user',
  );
  if (login?.isSuperuser !== true) await tx.query('grant flagforge_owner, flagforge_audit_owner to current_user');
}

/**
 * Makes an existing login a member of a role, for an organisation. Idempotent.
 * @param login null: the one of this session.
 * @throws CommandError (2, FF3113) when there is no such login.
 */
export async function grantLogin(
  tx: Transaction,
  login: string | null,
  role: LoginRole,
  organization: string,
): Promise<void> {
  const [found] = await tx.query<{ name: string; isSuperuser: boolean; quoted: string }>(
    `select rolname as name, rolsuper as "isSuperuser", quote_ident(rolname) as quoted
     from pg_roles where rolname = coalesce($1, session_user::text) and rolcanlogin`,
    [login],
  );
  if (found === undefined) throw codedError(EXIT.usage, 'FF3113', { login: login ?? '' });
  // A superuser takes any role as it is.
  if (!found.isSuperuser) await tx.query(`grant flagforge_${role} to ${found.quoted}`);
  await tx.query('set local role flagforge_owner');
  await tx.query(
    'insert into flagforge.organization_logins (login, organization) values ($1, $2) on conflict do nothing',
    [found.name, organization],
  );
  await tx.query('reset role');
}
