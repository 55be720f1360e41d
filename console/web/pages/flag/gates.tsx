import type { ReactNode } from 'react';
import type { FlagJson, PrerequisiteStanding } from '../../../api/flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { percentText } from '../../parts/percent.ts';
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
  const standings = flag.uses.prerequisites.map(({ environments }) => environments[environment] ?? 'nobody');
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
      worstOf(standings),
      <Requires key="requires" project={project} flag={flag} environment={environment} />,
    ],
    [
      'Group',
      null,
      flag.uses.slots.length === 0
        ? 'none'
        : flag.uses.slots.map(({ group, unit, from, to }) => (
            <span key={group} className="block [overflow-wrap:anywhere]">
              {group}
              <span className="block text-xs text-text-3">
                {unit} from {percentText(from / 100_000)} to {percentText(to / 100_000)}
              </span>
            </span>
          )),
    ],
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
            <span className="min-w-0">{text}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Open where all of them let everybody through, shut where one lets nobody; null: that depends, or there is none. */
function worstOf(standings: readonly PrerequisiteStanding[]): boolean | null {
  if (standings.length === 0) return null;
  if (standings.includes('nobody')) return false;
  return standings.every((standing) => standing === 'everybody') ? true : null;
}

const STANDINGS: Readonly<Record<PrerequisiteStanding, (variant: string) => string>> = {
  everybody: (variant) => `shows ${variant} to everybody`,
  somebody: (variant) => `shows ${variant} to some: only they go on`,
  nobody: (variant) => `shows ${variant} to nobody: everybody gets off`,
};

/** The flags that it requires, each with whether that is so. */
function Requires({
  project,
  flag,
  environment,
}: {
  readonly project: string;
  readonly flag: FlagJson;
  readonly environment: string;
}): ReactNode {
  const { prerequisites } = flag.uses;
  if (prerequisites.length === 0) return 'nothing';
  return prerequisites.map(({ flag: required, variant, environments }) => (
    <span key={required} className="block">
      <a
        className="font-mono text-accent [overflow-wrap:anywhere] hover:underline"
        href={pagePath('flagIn', { project, flag: required, environment })}
      >
        {required}
      </a>
      <span className="block text-xs text-text-2">{STANDINGS[environments[environment] ?? 'nobody'](variant)}</span>
    </span>
  ));
}
