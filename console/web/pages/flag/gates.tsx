import type { ReactNode } from 'react';
import type { FlagJson } from '../../../api/flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Icon } from '../../parts/icon.tsx';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  readonly environment: string;
}

/** What has to be so before any rule is asked. */
export function Gates({ project, flag, environment }: Props): ReactNode {
  const status = flag.environments[environment];
  const isKilled = (status?.killed ?? 'no') !== 'no';
  const gates: readonly (readonly [name: string, isOpen: boolean | null, text: ReactNode])[] = [
    ['Enabled', status?.enabled === true, status?.enabled === true ? 'Yes' : 'No: everybody gets off'],
    [
      'Killed',
      isKilled ? false : null,
      isKilled ? (status?.killed === 'emergency' ? 'Yes, by a kill switch' : 'Yes, by its file') : 'No',
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
        <div key={name} className="grid content-start gap-0.5 border-line px-4 py-3 not-first:border-l">
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
