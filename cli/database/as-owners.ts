import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { SqlError, type Transaction } from './database.ts';
import { MAY_TAKE } from './may-take.ts';

/**
 * Makes a login a member.
 * @param roles,login as SQL names them.
 * @throws CommandError (3, FF3119) when this session may not.
 */
export async function grantRoles(tx: Transaction, roles: string, login: string): Promise<void> {
  try {
    await tx.query(`grant ${roles} to ${login}`);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw codedError(EXIT.outside, 'FF3119', { reason: error.message });
  }
}

const MISSING = `
  select r.rolname::text as role
  from pg_roles r
  where r.rolname in ('flagforge_owner', 'flagforge_audit_owner') and not pg_has_role(session_user, r.oid, ${MAY_TAKE})`;

/**
 * Does something that needs the rights of the schemas' owners. A login that may create roles lends them to itself for
 * this transaction alone: afterwards it is no member, so that nobody publishes with an owner's rights.
 * @throws CommandError (3, FF3119) when it may not.
 */
export async function asOwners<Result>(tx: Transaction, work: () => Promise<Result>): Promise<Result> {
  const missing = (await tx.query<{ role: string }>(MISSING)).map(({ role }) => role);
  if (missing.length === 0) return work();
  const roles = missing.join(', ');
  await grantRoles(tx, roles, 'session_user');
  const result = await work();
  await tx.query(`revoke ${roles} from session_user`);
  return result;
}
