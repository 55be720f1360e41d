import type { ReactNode } from 'react';
import type { DiffJson } from '../../../api/change-request-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Card } from '../card.tsx';
import { MovementBars } from './movement-bars.tsx';
import { RiskPill } from './risk-pill.tsx';
import { settingText } from './setting-text.ts';

type Environment = DiffJson['environments'][number];

/** What a change does, environment by environment, in sentences that can be read aloud. */
export function ChangeSummary({ project, diff }: { readonly project: string; readonly diff: DiffJson }): ReactNode {
  const changed = diff.environments.filter(({ isChanged }) => isChanged);
  return (
    <>
      {changed.map((environment) => (
        <EnvironmentChange key={environment.environment} project={project} change={environment} />
      ))}
      {changed.length === 0 && (
        <Card title="What changes">
          <p>No answer changes in any environment.</p>
        </Card>
      )}
      {(diff.settings.length > 0 || diff.attributes.length > 0) && (
        <Card title="Settings" hint="who may do what, and what conditions are checked against">
          <ul className="grid gap-1.5">
            {diff.settings.map((setting) => (
              <li key={`${setting.setting} ${setting.text}`}>{settingText(setting)}</li>
            ))}
            {diff.attributes.map(({ attribute, text }) => (
              <li key={`${attribute} ${text}`}>{text}</li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

function EnvironmentChange({ project, change }: { readonly project: string; readonly change: Environment }): ReactNode {
  const { environment, items, affected, risk, summary } = change;
  const others = affected.filter(({ through }) => through !== null);
  return (
    <Card title={`What changes in ${environment}`} hint={summary} action={<RiskPill level={risk.level} />}>
      <div className="grid gap-5">
        {items.map(({ subject, name, presence, lines }) => {
          const movements = affected.find(({ flag, through }) => flag === name && through === null);
          return (
            <div key={`${subject} ${name}`} className="grid gap-2">
              {(lines.length === 0 ? [{ text: presence }] : lines).map(({ text }) => (
                <p key={text} className="text-[1.125rem]/7.5 text-pretty">
                  {subject === 'flag' ? (
                    <a
                      className="font-mono text-[0.9em] text-accent underline decoration-accent-line underline-offset-3"
                      href={pagePath('flagIn', { project, flag: name, environment })}
                    >
                      {name}
                    </a>
                  ) : (
                    <span>
                      {subject} <b className="font-semibold">{name}</b>
                    </span>
                  )}
                  : {text}
                </p>
              ))}
              {movements !== undefined && (
                <>
                  {movements.words.map((text) => (
                    <p key={text} className="font-semibold">
                      {text}
                    </p>
                  ))}
                  <MovementBars movements={movements.movements} />
                </>
              )}
            </div>
          );
        })}
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm empty:hidden">
          {others.length > 0 && (
            <>
              <dt className="text-text-3">Also</dt>
              <dd className="grid gap-1">
                {others.map(({ flag, through, words }) => (
                  <span key={flag}>
                    <code className="font-mono">{flag}</code> ({through}): {words.join('; ')}
                  </span>
                ))}
              </dd>
            </>
          )}
          {risk.reasons.length > 0 && (
            <>
              <dt className="text-text-3">Risk</dt>
              <dd className="grid gap-1">
                {risk.reasons.map(({ code, text }) => (
                  <span key={code + text}>{text.replaceAll(' -> ', ' → ')}</span>
                ))}
              </dd>
            </>
          )}
        </dl>
      </div>
    </Card>
  );
}
