/** Whether the schema is still as the migrations made it, and who could change the log unhindered. */
import type { Transaction } from '../database/database.ts';
import { loadMigrations } from '../database/migrations.ts';
import { readApplied } from '../database/schema-state.ts';
import { type AuditFinding, findingAt } from './audit-finding.ts';
import { EXPECTED_CATALOGUE } from './catalogue.generated.ts';
import { compareCatalogues } from './compare-catalogues.ts';
import { readCatalogue } from './read-catalogue.ts';

/** What must be there for the log to be read at all. */
const NEEDED = /^(?:column|table) |^grant of (?:select|usage) on .* to flagforge_auditor$|^function flagforge\./;

/**
 * Compares the schema with what this program's migrations make of an empty database.
 * @param address where the database is, for messages.
 * @returns whether the log can be read. Where it cannot, what is missing was reported.
 */
export async function verifyProtections(
  tx: Transaction,
  address: string,
  report: (finding: AuditFinding) => void,
): Promise<boolean> {
  const newest = loadMigrations().at(-1)?.number ?? 0;
  const applied = await readApplied(tx, address);
  const newer = applied.filter(({ number }) => number > newest).at(-1);
  if (newer !== undefined) {
    const what = `the schema is newer (${newer.name}) than this flagforge, so that its triggers and grants were not compared`;
    report(findingAt('FF3068', null, { what }));
    return true;
  }
  const differences = compareCatalogues(new Map(Object.entries(EXPECTED_CATALOGUE)), await readCatalogue(tx));
  for (const { what, is, isHarmful } of differences) {
    if (isHarmful) report(findingAt('FF3061', null, { what, is }));
    else report(findingAt('FF3068', null, { what: `${what} ${is} by hand` }));
  }
  await verifyRoles(tx, report);
  return !differences.some(({ what, is }) => is === 'is missing' && NEEDED.test(what));
}

interface RoleRow {
  readonly role: string;
  readonly isSuperuser: boolean;
  readonly bypasses: boolean;
  readonly actsAsOwner: boolean;
  readonly isGroup: boolean;
}

// `usage` is not asked: a role that may become another one may do what that one may.
const ROLES = `
  select rolname as role, rolsuper as "isSuperuser", rolbypassrls as bypasses,
         exists (select from pg_roles o where o.rolname in ('flagforge_owner', 'flagforge_audit_owner')
                 and o.oid <> r.oid and pg_has_role(r.oid, o.oid, 'member')) as "actsAsOwner",
         rolname in ('flagforge_owner', 'flagforge_audit_owner', 'flagforge_publisher', 'flagforge_evaluator',
                     'flagforge_auditor') as "isGroup"
  from pg_roles r
  where not rolsuper
    and exists (select from pg_roles g where g.rolname like 'flagforge\\_%' and pg_has_role(r.oid, g.oid, 'member'))
  order by rolname`;

/** Superusers are members of every role: they are looked at by what they wrote. */
async function verifyRoles(tx: Transaction, report: (finding: AuditFinding) => void): Promise<void> {
  const roles = await tx.query<RoleRow>(ROLES);
  for (const { role, bypasses, actsAsOwner, isGroup } of roles) {
    if (bypasses && !isGroup) {
      const mend = `alter role ${role} nobypassrls`;
      report(findingAt('FF3062', null, { role, is: 'bypasses row-level security', mend }));
    }
    if (actsAsOwner && isGroup) {
      const mend = `revoke the membership of ${role} in flagforge_owner and flagforge_audit_owner`;
      report(findingAt('FF3062', null, { role, is: 'may act as an owner of the schema', mend }));
    }
  }
  const owners = roles.filter(({ actsAsOwner, isGroup }) => actsAsOwner && !isGroup).map(({ role }) => role);
  if (owners.length > 0) {
    const is = 'may act as the owners of the schema, and so turn its protections off';
    report(findingAt('FF3067', null, { names: owners, is }));
  }
}

/** Those of these logins that are superusers. */
export async function findSuperusers(tx: Transaction, logins: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.query<{ readonly role: string }>(
    'select rolname as role from pg_roles where rolsuper and rolname = any($1::text[]) order by rolname',
    [logins],
  );
  return rows.map(({ role }) => role);
}
