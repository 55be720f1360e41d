import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { type PageName, type PagePlace, pagePath } from '../../../api/page-paths.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Account } from './account.tsx';

interface Entry {
  readonly page: PageName;
  /** Pages that are further in. */
  readonly also?: readonly PageName[];
  readonly icon: IconName;
  readonly text: string;
  readonly count?: number;
}

/**
 * A page with what stands round every one: where one is, where one can go, and who one is. Rejects with a PageProblem, as
 * what it reads does: for a project that is not there.
 */
export async function inShell(context: PageContext, place: PagePlace, content: ReactNode): Promise<ReactNode> {
  const [me, { total }, { changeRequests }] = await Promise.all([
    context.read('/v1/me'),
    context.read('/v1/flags', { query: { limit: 1 } }),
    context.read('/v1/change-requests'),
  ]);
  const project = place.params.project ?? '';
  const access = me.projects.find((each) => each.project === project);
  const entries: readonly Entry[] = [
    { page: 'dashboard', also: ['flag', 'flagIn', 'newFlag'], icon: 'flag', text: 'Flags', count: total },
    {
      page: 'requests',
      also: ['request', 'draft'],
      icon: 'request',
      text: 'Change requests',
      count: changeRequests.length,
    },
    { page: 'segments', also: ['segment'], icon: 'segment', text: 'Segments' },
    { page: 'schedules', icon: 'clock', text: 'Schedules' },
    { page: 'audit', icon: 'list', text: 'Audit' },
    { page: 'environments', icon: 'key', text: 'Environments & keys' },
    { page: 'members', icon: 'people', text: 'Members' },
    { page: 'system', icon: 'system', text: 'System' },
  ];
  return (
    <div className="desk:grid desk:grid-cols-[var(--ff-rail-w)_minmax(0,1fr)]">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-10 focus:bg-surface focus:p-3">
        Skip to content
      </a>
      <aside
        aria-label="Console"
        className="flex flex-col gap-4 border-b border-line bg-rail p-3 desk:sticky desk:top-0 desk:h-dvh desk:border-r desk:border-b-0"
      >
        <div className="flex items-center gap-2 px-2 py-1">
          <Mark />
          <div className="min-w-0 leading-tight">
            <div className="truncate font-semibold">{project}</div>
            <div className="truncate text-xs text-text-3">{access?.organization}</div>
          </div>
        </div>
        <nav aria-label="Project">
          <ul className="flex gap-0.5 overflow-x-auto desk:flex-col">
            {entries.map(({ page, also = [], icon, text, count }) => {
              const isHere = page === place.page || also.includes(place.page);
              return (
                <li key={page}>
                  <a
                    href={pagePath(page, { project })}
                    aria-current={isHere ? 'page' : undefined}
                    className="flex items-center gap-2.5 rounded-2 border border-transparent px-2 py-1.5 whitespace-nowrap text-text-2 hover:bg-hover aria-[current]:border-line aria-[current]:bg-surface aria-[current]:font-medium aria-[current]:text-text"
                  >
                    <Icon name={icon} />
                    {text}
                    {count !== undefined && <span className="ml-auto text-sm text-text-3">{count}</span>}
                  </a>
                </li>
              );
            })}
          </ul>
        </nav>
        <Account
          name={me.name}
          role={access?.isAdmin === true ? 'admin' : (access?.canEdit.length ?? 0) > 0 ? 'editor' : 'viewer'}
        />
      </aside>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-(--ff-page-max) px-4 py-6 outline-none desk:px-8">
        {content}
      </main>
    </div>
  );
}
