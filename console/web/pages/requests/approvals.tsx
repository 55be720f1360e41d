'use client';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import type { RequestJson } from '../../../api/change-request-json.ts';
import { Avatar } from '../../parts/avatar.tsx';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { writeApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';

interface Props {
  readonly request: RequestJson;
  readonly forge: 'github' | 'local';
  /** The name of who looks at it, as `people` has it. */
  readonly viewer: string;
  readonly blocked: string | null;
}

type Verdict = 'approved' | 'changes-requested' | 'commented';

/** Who has to agree, who has, whose word does not count and why; and one's own word. */
export function Approvals({ request, forge, viewer, blocked }: Props): ReactNode {
  const { number, head, check, url, proposer, opener } = request;
  const { refresh } = useNavigation();
  const [text, setText] = useState('');
  const once = useRef(crypto.randomUUID());
  const review = useMutation({
    mutationFn: (verdict: Verdict) =>
      writeApi(
        '/v1/change-requests/{number}/reviews',
        { verdict, head, body: text },
        { params: { number: String(number) }, once: once.current },
      ),
    onSuccess() {
      setText('');
      refresh();
    },
    onSettled() {
      once.current = crypto.randomUUID();
    },
  });
  const demands = check?.demands ?? [];
  const isAuthor = (proposer ?? opener).name === viewer;
  const whyNot = isAuthor ? 'You wrote this change, so you cannot approve it: somebody else has to' : blocked;
  return (
    <Card title="Approvals" icon="people" isPadded={false}>
      <div className="divide-y divide-line">
        {demands.length === 0 && <p className="px-4 py-3 text-sm text-text-2">Nobody has to agree to this change.</p>}
        {demands.map(({ environment, needed, approvals, refusals, isMet, couldApprove, risk }) => (
          <div key={environment ?? 'admins'} className="grid gap-2 px-4 py-3">
            <p className="flex items-center gap-2 text-sm">
              <Icon name={isMet ? 'check' : 'clock'} className={isMet ? 'text-ok' : 'text-warn'} />
              <span>
                <b className="font-semibold">
                  {approvals.length} of {needed}
                </b>{' '}
                {environment === null ? 'by an admin, for the settings' : `for ${environment}`}
                {risk !== null && risk !== 'low' && <span className="text-text-3">, {risk} risk</span>}
              </span>
            </p>
            <ul className="grid gap-1.5 text-sm">
              {approvals.map(({ person }) => (
                <li key={person} className="flex items-center gap-2">
                  <Avatar name={person} />
                  <span>{person}</span>
                  <span className="ml-auto inline-flex items-center gap-1 text-ok">
                    <Icon name="check" /> approved
                  </span>
                </li>
              ))}
              {!isMet &&
                couldApprove.slice(0, 5).map((person) => (
                  <li key={person} className="flex items-center gap-2">
                    <Avatar name={person} />
                    <span>{person === viewer ? `${person} (you)` : person}</span>
                    <span className="ml-auto text-text-3">may approve</span>
                  </li>
                ))}
              {!isMet && couldApprove.length > 5 && (
                <li className="text-xs text-text-3">and {couldApprove.length - 5} more may approve</li>
              )}
              {refusals.map(({ rule, text: why }) => (
                <li key={rule + why} className="flex items-start gap-2 text-text-2">
                  <Icon name="lock" className="mt-0.5" />
                  <span>{why}</span>
                </li>
              ))}
            </ul>
          </div>
        ))}
        <div className="grid gap-2 px-4 py-3">
          {forge === 'github' ? (
            url !== null && (
              <a href={url} target="_blank" rel="noreferrer" className={buttonClass('primary')}>
                Review on GitHub <Icon name="external" />
              </a>
            )
          ) : (
            <>
              <label className="grid gap-1 text-sm">
                <span className="font-medium">Comment</span>
                <textarea
                  rows={2}
                  value={text}
                  maxLength={20_000}
                  onChange={(event) => setText(event.target.value)}
                  className="rounded-2 border border-control bg-surface px-3 py-2"
                />
              </label>
              {review.isError && <ErrorNote error={review.error} />}
              <Button
                look="primary"
                blocked={whyNot ?? undefined}
                isBusy={review.isPending}
                onPress={() => review.mutate('approved')}
              >
                {whyNot !== null && <Icon name="lock" />}
                Approve
              </Button>
              {whyNot !== null && <p className="text-xs text-text-3">{whyNot}.</p>}
              <div className="flex flex-wrap gap-2">
                <Button
                  size="small"
                  blocked={whyNot ?? undefined}
                  isBusy={review.isPending}
                  onPress={() => review.mutate('changes-requested')}
                >
                  Ask for changes
                </Button>
                <Button
                  size="small"
                  blocked={blocked ?? (text.trim() === '' ? 'Write a comment first' : undefined)}
                  isBusy={review.isPending}
                  onPress={() => review.mutate('commented')}
                >
                  Comment
                </Button>
              </div>
            </>
          )}
        </div>
      </div>
    </Card>
  );
}
