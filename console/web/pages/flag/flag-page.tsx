import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { ArchiveButton } from './archive-button.tsx';
import { ArchivedFlag } from './archived-flag.tsx';
import { EnvironmentTabs } from './environment-tabs.tsx';
import { EnvironmentsCard } from './environments-card.tsx';
import { FlagAside } from './flag-aside.tsx';
import { FlagHead } from './flag-head.tsx';
import { HistoryCard } from './history/history-card.tsx';
import { KillButton } from './kill-button.tsx';
import { Ladder } from './ladder.tsx';
import { PassedSteps } from './schedule/passed-steps.tsx';
import { ScheduleCard } from './schedule/schedule-card.tsx';
import { TryItCard } from './try-it/try-it-card.tsx';
import { UsageCard } from './usage/usage-card.tsx';
import { YamlCard } from './yaml/yaml-card.tsx';

const VIEWER = 'Viewers see; editors propose';

/** One flag in one environment: what it serves, in the order in which that is decided. */
export async function flagPage(context: PageContext, params: Readonly<Record<string, string>>): Promise<ReactNode> {
  const project = params.project ?? '';
  const [flag, { environments }, me] = await Promise.all([
    context.read('/v1/flags/{id}', { params: { id: params.flag ?? '' } }),
    context.read('/v1/environments'),
    context.read('/v1/me'),
  ]);
  const names = environments.map(({ name }) => name).filter((name) => flag.environments[name] !== undefined);
  // The one that matters most stands last in flagforge.yaml.
  const environment = names.find((name) => name === params.environment) ?? names.at(-1) ?? '';
  const place = environments.find(({ name }) => name === environment);
  const access = me.projects.find((each) => each.project === project);
  const mayPropose = (access?.canEdit.length ?? 0) > 0;
  const blocked =
    access?.canEdit.includes(environment) === true ? null : `Your role in ${environment} is viewer: editors propose`;
  if (flag.archived) return <ArchivedFlag project={project} flag={flag} now={context.now} />;
  return (
    <div className="grid min-w-0 gap-4">
      <FlagHead project={project} flag={flag} blocked={mayPropose ? null : VIEWER}>
        <ArchiveButton
          project={project}
          flag={flag.key}
          file={flag.file}
          commit={flag.commit}
          requiredBy={flag.uses.requiredBy}
          groups={flag.uses.groups}
          blocked={mayPropose ? null : VIEWER}
        />
        {place !== undefined && flag.killable && (
          <KillButton
            key={environment}
            flag={flag.key}
            environment={environment}
            off={flag.model.off}
            killed={flag.environments[environment]?.killed ?? 'no'}
            requiredBy={flag.uses.requiredBy}
            blocked={
              place.roles.some((role) => place.breakGlass.includes(role))
                ? null
                : `Only ${place.breakGlass.join(' or ')}s kill in ${environment}`
            }
          />
        )}
      </FlagHead>
      <EnvironmentTabs project={project} flag={flag} names={names} current={environment} />
      <div className="grid min-w-0 items-start gap-6 wide:grid-cols-[minmax(0,1fr)_var(--ff-aside-w)]">
        <div className="grid min-w-0 gap-4">
          <PassedSteps project={project} flag={flag} environment={environment} now={context.now} blocked={blocked} />
          <Ladder
            project={project}
            flag={flag}
            environment={environment}
            version={place?.published?.version ?? null}
            blocked={blocked}
            unit={flag.unit.join('.')}
          />
          <ScheduleCard
            key={`schedule ${environment}`}
            project={project}
            flag={flag}
            environment={environment}
            now={context.now}
            blocked={blocked}
          />
          <EnvironmentsCard
            project={project}
            flag={flag}
            environments={environments
              .filter(({ name }) => names.includes(name))
              .map(({ name, published }) => ({ name, version: published?.version ?? null }))}
            current={environment}
            now={context.now}
          />
          <UsageCard
            key={`usage ${environment}`}
            project={project}
            flag={flag.key}
            environment={environment}
            off={flag.model.off}
            variants={flag.model.variants.map(({ name }) => name)}
          />
          <YamlCard project={project} flag={flag} blocked={mayPropose ? null : VIEWER} />
        </div>
        <div className="grid min-w-0 gap-4">
          {place !== undefined && (
            <TryItCard
              key={environment}
              project={project}
              flag={flag.key}
              environment={environment}
              commit={flag.commit}
              version={place.published?.version ?? null}
              unit={flag.unit}
            />
          )}
          <FlagAside project={project} flag={flag} environment={environment} />
          <HistoryCard project={project} flag={flag.key} environment={environment} now={context.now} />
        </div>
      </div>
    </div>
  );
}
