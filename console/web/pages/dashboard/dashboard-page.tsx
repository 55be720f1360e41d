import type { ReactNode } from 'react';
import type { FlagRowJson } from '../../../api/flag-json.ts';
import type { PageContext } from '../../../api/page-context.ts';
import { FlagTable } from './flag-table.tsx';

/** As many as the route gives at once. */
const AT_ONCE = 10_000;

/** Every flag of the project, with how it stands. */
export async function dashboardPage(
  context: PageContext,
  params: Readonly<Record<string, string>>,
): Promise<ReactNode> {
  const [flags, { environments }] = await Promise.all([loadAll(context), context.read('/v1/environments')]);
  return (
    <FlagTable
      project={params.project ?? ''}
      flags={flags}
      environments={environments.map(({ name }) => name)}
      now={context.now}
    />
  );
}

async function loadAll(context: PageContext): Promise<readonly FlagRowJson[]> {
  const all: FlagRowJson[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: { flags: readonly FlagRowJson[]; next: string | null } = await context.read('/v1/flags', {
      query: { limit: AT_ONCE, ...(after === '' ? {} : { after }) },
    });
    all.push(...page.flags);
    after = page.next;
  }
  return all;
}
