import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { MemberList } from './member-list.tsx';

/** Who may do what, where. Roles are in flagforge.yaml, so that a change of them is reviewed as well. */
export async function membersPage(context: PageContext, params: Readonly<Record<string, string>>): Promise<ReactNode> {
  const project = params.project ?? '';
  const [list, { environments }, me] = await Promise.all([
    context.read('/v1/members'),
    context.read('/v1/environments'),
    context.read('/v1/me'),
  ]);
  const canEdit = me.projects.find((each) => each.project === project)?.canEdit ?? [];
  // Roles count in every environment, and a change of them touches all.
  const closed = environments.map(({ name }) => name).filter((name) => !canEdit.includes(name));
  return (
    <div className="grid min-w-0 gap-4">
      <MemberList
        project={project}
        list={list}
        environments={environments}
        blocked={closed.length === 0 ? null : `Editors of ${closed.join(' and ')} propose changes of roles`}
      />
    </div>
  );
}
