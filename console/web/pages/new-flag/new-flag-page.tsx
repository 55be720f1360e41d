import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { NewFlagForm } from './new-flag-form.tsx';

/** A flag that is to be: what it is for and who decides, then its file goes to the draft. */
export async function newFlagPage(context: PageContext, params: Readonly<Record<string, string>>): Promise<ReactNode> {
  const project = params.project ?? '';
  const [{ flags }, { environments }, me] = await Promise.all([
    context.read('/v1/flags', { query: { limit: 10_000 } }),
    context.read('/v1/environments'),
    context.read('/v1/me'),
  ]);
  const owners = [...new Set(flags.flatMap(({ owner }) => (owner === null ? [] : [owner])))].sort();
  const access = me.projects.find((each) => each.project === project);
  return (
    <NewFlagForm
      project={project}
      keys={flags.map(({ key }) => key)}
      owners={owners}
      startsOn={environments.filter(({ approvals }) => approvals.low === 0).map(({ name }) => name)}
      blocked={(access?.canEdit.length ?? 0) > 0 ? null : 'Viewers see; editors propose'}
    />
  );
}
