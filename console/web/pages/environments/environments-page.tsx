import type { ReactNode } from 'react';
import type { EnvironmentJson } from '../../../api/environment-json.ts';
import type { PageContext } from '../../../api/page-context.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { buttonClass } from '../../parts/button-class.ts';
import { Card } from '../../parts/card.tsx';
import { Note } from '../../parts/note.tsx';
import { Time } from '../../parts/time.tsx';
import { KeyList } from './key-list.tsx';

/** Each environment: what is live, who has to agree to what, and its keys. */
export async function environmentsPage(
  context: PageContext,
  params: Readonly<Record<string, string>>,
): Promise<ReactNode> {
  const project = params.project ?? '';
  const [{ environments }, { keys }] = await Promise.all([context.read('/v1/environments'), context.read('/v1/keys')]);
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
          <Facts environment={environment} now={context.now} />
          {environment.published?.hold != null && (
            <div className="px-4 pb-3">
              <Note tone="warn">
                A rollback holds v{environment.published.hold.version} back: nothing is published here before the hold
                is released.
              </Note>
            </div>
          )}
          <KeyList
            project={project}
            environment={environment.name}
            keys={keys.filter((key) => key.environment === environment.name)}
            blocked={environment.roles.includes('admin') ? null : `Admins of ${environment.name} manage its keys`}
            now={context.now}
          />
        </Card>
      ))}
    </div>
  );
}

function Facts({ environment, now }: { readonly environment: EnvironmentJson; readonly now: number }): ReactNode {
  const { approvals, approvers, breakGlass, overrides, published } = environment;
  const { low, medium, high } = approvals;
  const needed =
    low === medium && medium === high ? String(low) : `${low}, ${medium} for medium risk, ${high} for high risk`;
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
    ['Approvals', needed === '0' ? 'none needed' : `${needed} by ${approvers.join(' or ')}`],
    ['Kill switch', breakGlass.length === 0 ? 'nobody' : `${breakGlass.join(' or ')}, without approval`],
    ['Overrides by testers', overrides],
  ];
  return (
    <dl className="grid grid-cols-2 desk:grid-cols-4">
      {facts.map(([name, value]) => (
        <div key={name} className="grid content-start gap-0.5 border-line px-4 py-3 not-first:border-l">
          <dt className="text-xs text-text-3">{name}</dt>
          <dd className="text-sm">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
