import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { FlagTable } from './flag-table.tsx';
import { packFlags } from './pack-flags.ts';
import { isSortName } from './sort-flags.ts';

/** As many as the route gives. */
const ALL = 10_000;

/** Every flag of the project, with how it stands. */
export async function dashboardPage(
  context: PageContext,
  params: Readonly<Record<string, string>>,
): Promise<ReactNode> {
  const project = params.project ?? '';
  const [{ flags }, { environments }, me, usage] = await Promise.all([
    context.read('/v1/flags', { query: { limit: ALL } }),
    context.read('/v1/environments'),
    context.read('/v1/me'),
    context.read('/v1/usage', { query: { range: '24h' } }),
  ]);
  const mayEdit = (me.projects.find((each) => each.project === project)?.canEdit.length ?? 0) > 0;
  const sort = context.search.get('sort');
  const isAnyKilled = flags.some((flag) =>
    Object.values(flag.environments).some(({ killed }) => killed === 'emergency'),
  );
  const { kills } = isAnyKilled ? await context.read('/v1/kills') : { kills: [] };
  return (
    <FlagTable
      project={project}
      packed={packFlags(flags)}
      kills={kills}
      environments={environments.map(({ name }) => name)}
      counted={usage.source === 'none' ? null : JSON.stringify(usage)}
      now={context.now}
      query={context.search.get('q') ?? ''}
      sort={isSortName(sort) ? sort : 'changed'}
      blocked={mayEdit ? null : 'Viewers see; editors propose'}
    />
  );
}
