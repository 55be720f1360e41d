import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { AUDIT_FILTERS, type AuditFilter } from './audit-filter.ts';
import { AuditLog } from './audit-log.tsx';

/** Everything that was ever published, killed or let in, newest first. */
export async function auditPage(context: PageContext, params: Readonly<Record<string, string>>): Promise<ReactNode> {
  const project = params.project ?? '';
  const filter: AuditFilter = Object.fromEntries(
    AUDIT_FILTERS.flatMap((name) => {
      const value = context.search.get(name) ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
  const [first, { environments }, me] = await Promise.all([
    context.read('/v1/audit', { query: filter }),
    context.read('/v1/environments'),
    context.read('/v1/me'),
  ]);
  const isAdmin = me.projects.find((each) => each.project === project)?.isAdmin === true;
  return (
    <AuditLog
      // Another filter is another list.
      key={JSON.stringify(filter)}
      project={project}
      first={first}
      filter={filter}
      environments={environments.map(({ name }) => name)}
      mayVerify={isAdmin}
      now={context.now}
    />
  );
}
