import type { ReactNode } from 'react';
import { isPageProblem, type PageContext } from '../../api/page-context.ts';
import { type PageName, pageAt, pagePath } from '../../api/page-paths.ts';
import { ProblemView } from '../parts/problem-view.tsx';
import { GoTo } from '../runtime/go-to.tsx';
import { auditPage } from './audit/audit-page.tsx';
import { dashboardPage } from './dashboard/dashboard-page.tsx';
import { draftPage } from './draft/draft-page.tsx';
import { environmentPage } from './environment/environment-page.tsx';
import { environmentsPage } from './environments/environments-page.tsx';
import { flagPage } from './flag/flag-page.tsx';
import { killSwitchPage } from './kill-switch/kill-switch-page.tsx';
import { membersPage } from './members/members-page.tsx';
import { newFlagPage } from './new-flag/new-flag-page.tsx';
import { requestPage } from './requests/request-page.tsx';
import { requestsPage } from './requests/requests-page.tsx';
import { schedulesPage } from './schedules/schedules-page.tsx';
import { newSegmentPage } from './segments/new-segment-page.tsx';
import { segmentPage } from './segments/segment-page.tsx';
import { segmentsPage } from './segments/segments-page.tsx';
import { Account } from './shell/account.tsx';
import { inShell } from './shell/in-shell.tsx';
import { systemPage } from './system/system-page.tsx';

/** Makes what is inside the shell. Rejects with a PageProblem, which is shown in its place. */
export type PageMaker = (context: PageContext, params: Readonly<Record<string, string>>) => Promise<ReactNode>;

const MAKERS: Readonly<Partial<Record<PageName, PageMaker>>> = {
  audit: auditPage,
  dashboard: dashboardPage,
  draft: draftPage,
  environment: environmentPage,
  environments: environmentsPage,
  flag: flagPage,
  flagIn: flagPage,
  killSwitch: killSwitchPage,
  members: membersPage,
  newFlag: newFlagPage,
  newSegment: newSegmentPage,
  request: requestPage,
  requests: requestsPage,
  schedules: schedulesPage,
  segment: segmentPage,
  segments: segmentsPage,
  system: systemPage,
};

/** The page of a path, for one user. */
export async function Page({ context }: { readonly context: PageContext }): Promise<ReactNode> {
  const place = pageAt(context.path);
  try {
    if (place === null || place.page === 'home') return await homePage(context);
    const make = MAKERS[place.page];
    const content = make === undefined ? <NotHere /> : await orProblem(make(context, place.params));
    return await inShell(context, place, content);
  } catch (error) {
    if (isPageProblem(error)) return <ProblemView problem={error.problem} />;
    throw error;
  }
}

async function orProblem(content: Promise<ReactNode>): Promise<ReactNode> {
  try {
    return await content;
  } catch (error) {
    if (isPageProblem(error)) return <ProblemView problem={error.problem} isInner />;
    throw error;
  }
}

const NotHere = (): ReactNode => <ProblemView isInner problem={{ status: 404, title: 'There is no such page' }} />;

/** The first project, or the word that there is none. */
async function homePage(context: PageContext): Promise<ReactNode> {
  const { projects } = await context.read('/v1/projects');
  const [first] = projects;
  if (first !== undefined) return <GoTo address={pagePath('dashboard', { project: first.project })} />;
  const detail = 'There is no project in this organisation that you may see.';
  const { name } = await context.read('/v1/me');
  return (
    <ProblemView problem={{ status: 404, title: 'Nothing to see yet', detail }}>
      <Account name={name} standing="not a member of any project" />
    </ProblemView>
  );
}
