import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { Avatar } from '../../parts/avatar.tsx';
import { Note } from '../../parts/note.tsx';

/** Groups of an organisation, as people call them. */
const GROUPS: Readonly<Record<string, string>> = {
  'clerk:org:admin': 'Admins of the organisation',
  'clerk:org:member': 'Members of the organisation',
  'clerk:org:editor': 'Editors of the organisation',
  'clerk:org:viewer': 'Viewers of the organisation',
};

/** Who may do what, where. Roles are in flagforge.yaml, so that a change of them is reviewed as well. */
export async function membersPage(context: PageContext): Promise<ReactNode> {
  const [{ usesRoles, members }, { environments }] = await Promise.all([
    context.read('/v1/members'),
    context.read('/v1/environments'),
  ]);
  const names = environments.map(({ name }) => name);
  return (
    <div className="grid min-w-0 gap-4">
      <div className="flex items-baseline gap-3">
        <h1 className="text-xl font-semibold tracking-[-0.011em]">Members</h1>
        <span className="text-sm text-text-3">people and access, as flagforge.yaml has them</span>
      </div>
      {!usesRoles && (
        <Note icon="people">
          This project gives no roles of its own: admins of the organisation are admins here, and its members edit.
        </Note>
      )}
      <section
        aria-label="Members"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
        tabIndex={0}
        className="overflow-x-auto rounded-3 border border-line bg-surface"
      >
        <table className="w-full min-w-130 border-collapse text-left text-sm">
          <thead className="text-xs text-text-3">
            <tr>
              <th scope="col" className="px-4 py-2 font-medium">
                Who
              </th>
              {names.map((name) => (
                <th key={name} scope="col" className="px-2.5 py-2 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {members.map(({ name, identities, roles }) => (
              <tr key={name} className="h-(--ff-row) border-t border-line">
                <th scope="row" className="px-4 font-normal">
                  <span className="flex items-center gap-2.5">
                    <Avatar name={GROUPS[name] ?? name} />
                    <span className="min-w-0">
                      <span className="block font-medium">{GROUPS[name] ?? name}</span>
                      <span className="block text-xs text-text-3 [overflow-wrap:anywhere]">
                        {identities.join(', ')}
                      </span>
                    </span>
                  </span>
                </th>
                {names.map((environment) => (
                  <td key={environment} className="px-2.5">
                    {roles[environment]?.join(', ') ?? <span className="text-text-3">none</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
