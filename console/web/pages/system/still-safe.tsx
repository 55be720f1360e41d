import type { ReactNode } from 'react';
import type { StatusJson } from '../../../api/status-json.ts';
import { Card } from '../../parts/card.tsx';

/** What goes on when something is down, whether it is now or not. */
const rows = (hasRedis: boolean): readonly (readonly [what: string, text: string])[] => [
  ['The console', 'Flags are served as before. Only this page and its edits wait; drafts are kept in the browser.'],
  [
    'Git or its forge',
    'Flags are served as before. Nothing can be proposed or merged; flagforge kill on the command line needs only the database.',
  ],
  [
    'The database',
    `Evaluators serve what they have${hasRedis ? ' and read Redis' : ''}. Nothing can be published or killed until it is back.`,
  ],
  ...(hasRedis
    ? [
        ['Redis', 'Evaluators read the database every second: a kill takes a second longer.'] as const,
        [
          'The database and Redis',
          'Evaluators serve what they have in memory, and after a restart their copies on disk.',
        ] as const,
      ]
    : []),
  [
    'An evaluator',
    'Others answer for it, where there are others. Applications keep the values that they have, else their own defaults.',
  ],
];

/** What is still safe when something is down. */
export function StillSafe({ status }: { readonly status: StatusJson }): ReactNode {
  const hasRedis = status.environments.some(({ stores }) => stores.some(({ store }) => store === 'redis'));
  return (
    <Card title="When something is down" icon="lock" isPadded={false}>
      <dl className="divide-y divide-line text-sm">
        {rows(hasRedis).map(([name, text]) => (
          <div key={name} className="grid gap-x-4 px-4 py-2 desk:grid-cols-[11rem_1fr]">
            <dt className="font-medium">{name}</dt>
            <dd className="text-text-2">{text}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
