import type { ReactNode } from 'react';
import type { FlagJson } from '../../../api/flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { KillWords } from './history/kill-words.tsx';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  readonly environment: string;
  /** In the draft, and live. */
  readonly isEnabled: boolean;
  readonly wasEnabled: boolean;
  /** Why the reader may not edit here; null: they may. */
  readonly blocked: string | null;
  readonly onEnable: (isEnabled: boolean) => void;
}

/** What has to be so before any rule is asked. */
export function Gates(props: Props): ReactNode {
  const { project, flag, environment, isEnabled, wasEnabled, blocked, onEnable } = props;
  const status = flag.environments[environment];
  const isKilled = (status?.killed ?? 'no') !== 'no';
  const gates: readonly (readonly [name: string, isOpen: boolean | null, text: ReactNode])[] = [
    [
      'Enabled',
      isEnabled,
      <>
        {isEnabled ? 'Yes' : 'No: everybody gets off'}{' '}
        {isEnabled !== wasEnabled && <span className="block text-xs text-accent">in your draft</span>}
        <Button
          look="ghost"
          size="small"
          className="-ml-2 block!"
          blocked={blocked ?? undefined}
          onPress={() => onEnable(!isEnabled)}
        >
          {isEnabled ? 'Disable' : 'Enable'}
        </Button>
      </>,
    ],
    [
      'Killed',
      isKilled ? false : null,
      isKilled ? (
        <KillWords
          key="killed"
          project={project}
          flag={flag.key}
          environment={environment}
          by={status?.killed ?? 'no'}
        />
      ) : (
        'No'
      ),
    ],
    [
      'Requires',
      null,
      flag.uses.requires.length === 0
        ? 'nothing'
        : flag.uses.requires.map(({ flag: required, variant }) => (
            <span key={required} className="block">
              <a className="font-mono text-accent hover:underline" href={pagePath('flag', { project, flag: required })}>
                {required}
              </a>{' '}
              serves {variant}
            </span>
          )),
    ],
    ['Group', null, flag.uses.groups.length === 0 ? 'none' : flag.uses.groups.join(', ')],
  ];
  return (
    <dl className="grid grid-cols-2 desk:grid-cols-4">
      {gates.map(([name, isOpen, text]) => (
        <div
          key={name}
          className="grid content-start gap-0.5 border-line px-4 py-3 even:border-l desk:not-first:border-l"
        >
          <dt className="text-xs text-text-3">{name}</dt>
          <dd className="flex items-start gap-1.5 text-sm">
            {isOpen !== null && (
              <Icon name={isOpen ? 'check' : 'cross'} className={isOpen ? 'mt-0.5 text-ok' : 'mt-0.5 text-danger'} />
            )}
            <span>{text}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
