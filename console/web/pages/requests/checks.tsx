import type { ReactNode } from 'react';
import type { RequestJson } from '../../../api/change-request-json.ts';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';

type Standing = 'good' | 'waiting' | 'bad';

interface Check {
  readonly name: string;
  readonly standing: Standing;
  readonly text: string;
}

const ICONS = { good: 'check', waiting: 'clock', bad: 'cross' } as const;
const TONES = { good: 'text-ok', waiting: 'text-warn', bad: 'text-danger' } as const;
const WORDS = { good: 'passes', waiting: 'waits', bad: 'fails' } as const;

interface Props {
  readonly request: RequestJson;
  readonly forge: 'github' | 'local';
}

/** What has to hold before it can be merged, and how each of it stands. */
export const Checks = ({ request, forge }: Props): ReactNode => (
  <Card title="Checks" icon="list">
    <ul className="grid gap-3">
      {checksOf(request, forge).map(({ name, standing, text }) => (
        <li key={name} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-sm">
          <Icon name={ICONS[standing]} className={`mt-0.5 ${TONES[standing]}`} />
          <span>
            {name} <span className="sr-only">{WORDS[standing]}</span>
          </span>
          <span className="col-start-2 text-xs text-text-3 [overflow-wrap:anywhere]">{text}</span>
        </li>
      ))}
    </ul>
  </Card>
);

function checksOf({ diff, check, mergeState, baseCommit }: RequestJson, forge: Props['forge']): readonly Check[] {
  const conflicts = mergeState?.kind === 'conflicts' ? mergeState.paths : (check?.conflicts ?? []);
  const missing = check?.demands.filter(({ isMet }) => !isMet) ?? [];
  const base = baseCommit.slice(0, 7);
  return [
    diff === null
      ? { name: 'validate', standing: 'bad', text: 'one side of the change has errors' }
      : { name: 'validate', standing: 'good', text: 'it compiles, before and after' },
    {
      name: 'test',
      standing: 'waiting',
      text:
        forge === 'github'
          ? 'CI runs the flag tests; their result is on GitHub'
          : 'flag tests run when it is merged; one that fails stops it',
    },
    conflicts.length > 0
      ? { name: 'base', standing: 'bad', text: `somebody else changed ${conflicts.join(', ')} as well` }
      : check?.base != null && check.base !== baseCommit
        ? { name: 'base', standing: 'good', text: `made on ${base}; what landed since does not touch it` }
        : { name: 'base is current', standing: 'good', text: `made on ${base}, which is the newest` },
    check?.problem != null
      ? { name: 'approve-check', standing: 'bad', text: check.problem.detail ?? check.problem.title }
      : check?.isApproved === true
        ? { name: 'approve-check', standing: 'good', text: 'everybody who is asked for has agreed' }
        : { name: 'approve-check', standing: 'waiting', text: `fails until ${missingText(missing)}` },
  ];
}

function missingText(missing: NonNullable<RequestJson['check']>['demands']): string {
  const texts = missing.map(({ environment, needed, approvals, refusals }) => {
    const more = needed - approvals.length;
    if (environment === null) return 'an admin agrees to the settings';
    if (more <= 0) return refusals[0]?.text ?? `${environment} agrees`;
    return `${more === 1 ? '1 person approves' : `${more} people approve`} for ${environment}`;
  });
  return texts.length === 0 ? 'somebody agrees' : texts.join('; ');
}
