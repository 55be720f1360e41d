import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { asOwners, grantRoles } from './as-owners.ts';
import { SqlError, type Transaction } from './database.ts';
import { MAY_TAKE } from './may-take.ts';

/** What a login may be: the roles that are granted to logins. */
export type LoginRole = 'publisher' | 'auditor' | 'evaluator';

const ROLES: readonly string[] = [
  'flagforge_owner',
  'flagforge_audit_owner',
  'flagforge_publisher',
  'flagforge_auditor',
  'flagforge_evaluator',
];

/**
 * Makes the roles that are missing; they belong to the whole server, so another database may have made them.
 * @throws CommandError (3, FF3119) when this login may not.
 */
export async function createRoles(tx: Transaction): Promise<void> {
  const there = await tx.query<{ name: string }>('select rolname::text as name from pg_roles where rolname = any($1)', [
    ROLES,
  ]);
  for (const role of ROLES.filter((name) => !there.some((row) => row.name === name))) {
    try {
      // Two databases may be migrated at once.
      await tx.query(`do $$ begin
        create role ${role} nologin;
      exception when duplicate_object or unique_violation then null; end $$`);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw codedError(EXIT.outside, 'FF3119', { reason: error.message });
    }
  }
}

interface Login {
  readonly name: string;
  readonly quoted: string;
  readonly isMember: boolean;
}

/**
 * Makes an existing login a member of a role, for an organisation. Idempotent.
 * @param login null: the one of this session.
 * @throws CommandError (2, FF3113) when there is no such login, (3, FF3119) when this one may not grant roles.
 */
export async function grantLogin(
  tx: Transaction,
  login: string | null,
  role: LoginRole,
  organization: string,
): Promise<void> {
  // A superuser takes any role as it is.
  const [found] = await tx.query<Login>(
    `select rolname::text as name, quote_ident(rolname) as quoted, pg_has_role(oid, $2::text, ${MAY_TAKE}) as "isMember"
     from pg_roles where rolname = coalesce($1::text, session_user::text) and rolcanlogin`,
    [login, `flagforge_${role}`],
  );
  if (found === undefined) throw codedError(EXIT.usage, 'FF3113', { login: login ?? '' });
  await asOwners(tx, async () => {
    if (!found.isMember) await grantRoles(tx, `flagforge_${role}`, found.quoted);
    await tx.query('set local role flagforge_owner');
    await tx.query(
      'insert into flagforge.organization_logins (login, organization) values ($1, $2) on conflict do nothing',
      [found.name, organization],
    );
    await tx.query('reset role');
  });
}

/** Whether the login of this session may make others, or itself, members of the roles. */
export async function mayGrantRoles(tx: Transaction): Promise<boolean> {
  const [row] = await tx.query<{ may: boolean }>(
    `select rolsuper or rolcreaterole or exists (
       select from pg_roles r where r.rolname = 'flagforge_owner' and pg_has_role(session_user, r.oid, 'member')
     ) as may
     from pg_roles where rolname = session_user`,
  );
  return row?.may === true;
}
