import type { ReactNode } from 'react';
import type { RequestJson } from '../../../api/change-request-json.ts';
import { Avatar } from '../../parts/avatar.tsx';
import { Card } from '../../parts/card.tsx';
import { Time } from '../../parts/time.tsx';

const VERDICTS = {
  approved: 'approved',
  'changes-requested': 'asks for changes on',
  commented: 'commented on',
  dismissed: 'no longer approves',
} as const;

/** What people said, in the order in which they did. Their words are text, whatever stands in them. */
export function Conversation({ request, now }: { readonly request: RequestJson; readonly now: number }): ReactNode {
  const { reviews, head } = request;
  if (reviews.length === 0) return null;
  return (
    <Card title="Conversation" isPadded={false}>
      <ul className="divide-y divide-line">
        {reviews.map(({ by, verdict, commit, at, body }) => (
          <li key={`${at} ${by.name}`} className="flex gap-3 px-4 py-3">
            <Avatar name={by.name} />
            <div className="min-w-0">
              <p className="text-sm">
                <b className="font-medium">{by.name}</b> {VERDICTS[verdict]}{' '}
                <code className="font-mono text-xs">{commit.slice(0, 7)}</code>
                {commit !== head && <span className="text-warn">, an older commit</span>}{' '}
                <span className="text-text-3">
                  <Time at={Date.parse(at)} now={now} />
                </span>
              </p>
              {body !== '' && <p className="mt-1 whitespace-pre-wrap [overflow-wrap:anywhere]">{body}</p>}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
