import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import type { PagePlace } from '../../../api/page-paths.ts';
import { DraftTray } from '../../draft/draft-tray.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Account } from './account.tsx';
import { JumpButton } from './jump-button.tsx';
import { LiveDot } from './live-dot.tsx';
import { PhoneTabs } from './phone-tabs.tsx';
import { ProjectSwitcher } from './project-switcher.tsx';
import { placesOf } from './shell-places.ts';

/**
 * A page with what stands round every one: where one is, where one can go, and who one is. Rejects with a PageProblem, as
 * what it reads does: for a project that is not there.
 */
export async function inShell(context: PageContext, place: PagePlace, content: ReactNode): Promise<ReactNode> {
  const [me, { projects: own }, { changeRequests }] = await Promise.all([
    context.read('/v1/me'),
    context.read('/v1/projects'),
    context.read('/v1/change-requests'),
  ]);
  const { params } = place;
  const project = params.project ?? '';
  const access = own.find((each) => each.project === project);
  const role = access?.isAdmin === true ? 'admin' : (access?.canEdit.length ?? 0) > 0 ? 'editor' : 'viewer';
  const places = placesOf(project, place.page, { flags: access?.flags ?? 0, requests: changeRequests.length });
  const projects = me.projects.map((each) => ({ name: each.project, organization: each.organization }));
  const about = params.flag ?? params.segment ?? (params.number === undefined ? undefined : `#${params.number}`);
  const title = [about ?? places.find(({ isHere }) => isHere)?.text ?? 'FlagForge', project, 'FlagForge'].join(' · ');
  return (
    <div className="min-h-dvh desk:grid desk:grid-cols-[var(--ff-rail-w)_minmax(0,1fr)]">
      <title>{title}</title>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-3 focus:left-3 focus:z-30 focus:rounded-2 focus:bg-surface focus:p-3"
      >
        Skip to content
      </a>
      <header className="flex items-center gap-2 border-b border-line bg-rail px-4 py-2 desk:hidden">
        <ProjectSwitcher project={project} projects={projects} isSmall />
        <span className="ml-auto">
          <JumpButton project={project} places={places} isSmall />
        </span>
      </header>
      <aside
        aria-label="Console"
        className="sticky top-0 flex h-dvh flex-col gap-4 overflow-auto border-r border-line bg-rail p-3 text-sm not-desk:hidden"
      >
        <ProjectSwitcher project={project} projects={projects} />
        <JumpButton project={project} places={places} />
        <nav aria-label="Project">
          <ul className="grid gap-px">
            {places.map(({ page, path, icon, text, count, isHere }) => (
              <li key={page}>
                <a
                  href={path}
                  aria-current={isHere ? 'page' : undefined}
                  className="flex min-h-8 items-center gap-2 rounded-2 border border-transparent px-2 text-text-2 hover:bg-hover aria-[current]:border-line aria-[current]:bg-surface aria-[current]:font-medium aria-[current]:text-text aria-[current]:shadow-1"
                >
                  <Icon name={icon} />
                  {text}
                  {count !== undefined && <span className="ml-auto text-xs text-text-3">{count}</span>}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <LiveDot project={project} />
        <Account name={me.name} standing={role} />
      </aside>
      <main id="main" tabIndex={-1} className="min-w-0 px-4 py-6 pb-20 outline-none desk:px-8 desk:pb-12">
        <div className="mx-auto w-full max-w-(--ff-page-max)">
          {content}
          {place.page !== 'draft' && <DraftTray project={project} commit={access?.commit ?? ''} />}
        </div>
      </main>
      <PhoneTabs places={places} name={me.name} role={role} />
    </div>
  );
}
