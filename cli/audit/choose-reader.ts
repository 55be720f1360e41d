import type { Database } from '../database/database.ts';

/** The role to read the log with: publishers see of their organisations what auditors see. */
export type Reader = 'auditor' | 'publisher';

/** `auditor`, unless this login may only act as a publisher. */
export async function chooseReader(database: Database): Promise<Reader> {
  const [roles] = await database.transaction({ as: 'login', organization: null, isReadOnly: true }, (tx) =>
    tx.query<{ readonly isPublisher: boolean }>(
      `select coalesce(bool_or(rolname = 'flagforge_publisher'), false)
              and not coalesce(bool_or(rolname = 'flagforge_auditor'), false) as "isPublisher"
       from pg_roles
       where rolname in ('flagforge_publisher', 'flagforge_auditor') and pg_has_role(session_user, oid, 'member')`,
    ),
  );
  return roles?.isPublisher === true ? 'publisher' : 'auditor';
}
