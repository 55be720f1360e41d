import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { rolesText } from '../../draft/shared-words.ts';
import { ProblemView } from '../../parts/problem-view.tsx';
import { HoldNote } from './hold-note.tsx';
import { PolicyCard } from './policy-card.tsx';
import { VersionCard } from './version-card.tsx';

/** One environment: what is live, what was, and who has to agree to what. */
export async function environmentPage(
  context: PageContext,
  params: Readonly<Record<string, string>>,
): Promise<ReactNode> {
  const { project = '', environment: wanted = '' } = params;
  const { environments, commit, areNamed } = await context.read('/v1/environments');
  const environment = environments.find(({ name }) => name === wanted);
  if (environment === undefined)
    return <ProblemView isInner problem={{ status: 404, title: `There is no environment ${wanted}` }} />;
  const { roles, breakGlass, published, canEdit } = environment;
  const { versions } = await context.read('/v1/environments/{name}/versions', { params: { name: wanted } });
  const mayBreakGlass = roles.some((role) => breakGlass.includes(role));
  const holders = breakGlass.length === 0 ? 'Nobody' : `Only ${rolesText(breakGlass)}`;
  const asked = Number(context.search.get('to') ?? Number.NaN);
  return (
    <div className="grid min-w-0 gap-4">
      <div className="grid gap-1">
        <p className="text-sm text-text-2">
          <a href={pagePath('environments', { project })} className="hover:underline">
            Environments & keys
          </a>{' '}
          <span className="text-text-3">/</span>
        </p>
        <h1 className="text-2xl font-semibold [overflow-wrap:anywhere]">{wanted}</h1>
        <p className="text-sm text-text-3">
          {roles.length === 0 ? 'you have no role here' : `you are ${roles.join(', ')} here`}
        </p>
      </div>
      {published?.hold != null && (
        <HoldNote
          project={project}
          environment={wanted}
          withdrawn={published.hold.version}
          mayBreakGlass={mayBreakGlass}
          blocked={canEdit || mayBreakGlass ? null : `Editors of ${wanted} release it`}
        />
      )}
      <VersionCard
        project={project}
        environment={wanted}
        live={published?.version ?? null}
        kills={published?.kills ?? []}
        versions={versions}
        asked={versions.some(({ version }) => version === asked) ? asked : null}
        blocked={mayBreakGlass ? null : `${holders} may roll back in ${wanted}`}
        now={context.now}
      />
      <PolicyCard
        project={project}
        commit={commit}
        environment={environment}
        environments={environments}
        areNamed={areNamed}
        blocked={canEdit ? null : `Editors of ${wanted} propose changes of its rules`}
      />
    </div>
  );
}
