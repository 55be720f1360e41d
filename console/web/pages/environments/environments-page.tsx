import type { ReactNode } from 'react';
import type { EnvironmentJson } from '../../../api/environment-json.ts';
import type { PageContext } from '../../../api/page-context.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { countsText, rolesText } from '../../draft/shared-words.ts';
import { buttonClass } from '../../parts/button-class.ts';
import { Card } from '../../parts/card.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Note } from '../../parts/note.tsx';
import { Time } from '../../parts/time.tsx';
import { KeyList } from './key-list.tsx';

/** Each environment: what is live, who has to agree to what, and its keys. */
export async function environmentsPage(
  context: PageContext,
  params: Readonly<Record<string, string>>,
): Promise<ReactNode> {
  const project = params.project ?? '';
  const [{ environments }, { keys }, { members }] = await Promise.all([
    context.read('/v1/environments'),
    context.read('/v1/keys'),
    context.read('/v1/members'),
  ]);
  const names = Object.fromEntries(members.flatMap(({ name, identities }) => identities.map((each) => [each, name])));
  return (
    <div className="grid min-w-0 gap-4">
      <h1 className="text-xl font-semibold tracking-[-0.011em]">Environments & keys</h1>
      {environments.map((environment) => (
        <Card
          key={environment.name}
          title={environment.name}
          isPadded={false}
          action={
            <a
              href={pagePath('environment', { project, environment: environment.name })}
              className={buttonClass('plain', 'small')}
              aria-label={`Rules and roll back of ${environment.name}`}
            >
              Rules and roll back
            </a>
          }
          hint={
            environment.roles.length === 0 ? 'you have no role here' : `you are ${environment.roles.join(', ')} here`
          }
        >
          <Facts project={project} environment={environment} now={context.now} />
          {environment.published?.hold != null && (
            <div className="px-4 pb-3">
              <Note tone="warn">
                A rollback holds v{environment.published.hold.version} back: nothing is published here before the hold
                is released.{' '}
                <a
                  href={pagePath('environment', { project, environment: environment.name })}
                  className="text-accent underline underline-offset-2"
                >
                  Look at it
                </a>
              </Note>
            </div>
          )}
          <KeyList
            project={project}
            environment={environment.name}
            keys={keys.filter((key) => key.environment === environment.name)}
            names={names}
            blocked={environment.roles.includes('admin') ? null : `Admins of ${environment.name} manage its keys`}
            now={context.now}
          />
        </Card>
      ))}
    </div>
  );
}

interface FactsProps {
  readonly project: string;
  readonly environment: EnvironmentJson;
  readonly now: number;
}

function Facts({ project, environment, now }: FactsProps): ReactNode {
  const { approvals, approvers, breakGlass, overrides, published } = environment;
  const needed = countsText(approvals);
  const kills = published?.kills ?? [];
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      'Live',
      published === null ? (
        'nothing yet'
      ) : (
        <>
          v{published.version} <code className="font-mono text-xs text-text-3">{published.commit.slice(0, 7)}</code>
          {published.publishedAt !== null && (
            <span className="block text-xs text-text-3">
              <Time at={Date.parse(published.publishedAt)} now={now} />
              {published.isSigned ? ', signed' : ''}
            </span>
          )}
        </>
      ),
    ],
    ['Approvals', needed === '0' ? 'none needed' : `${needed}, by ${rolesText(approvers)}`],
    [
      'Kill switch',
      <>
        {breakGlass.length === 0 ? 'nobody' : `${rolesText(breakGlass)}, without approval`}
        {kills.length > 0 && (
          <a
            href={pagePath('killSwitch', { project })}
            className="mt-0.5 flex items-center gap-1.5 font-medium text-danger hover:underline"
          >
            <Glyph name="killed" />
            {kills.length === 1 ? '1 flag is killed' : `${kills.length} flags are killed`}
          </a>
        )}
      </>,
    ],
    ['Overrides by testers', overrides],
  ];
  return (
    <dl className="grid grid-cols-2 desk:grid-cols-4">
      {facts.map(([name, value]) => (
        <div
          key={name}
          className="grid content-start gap-0.5 border-line px-4 py-3 desk:not-first:border-l not-desk:even:border-l not-desk:nth-[n+3]:border-t"
        >
          <dt className="text-xs text-text-3">{name}</dt>
          <dd className="text-sm">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
