'use client';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import type { RequestJson } from '../../../api/change-request-json.ts';
import { Avatar } from '../../parts/avatar.tsx';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Note } from '../../parts/note.tsx';
import { ApiError } from '../../runtime/api-error.ts';
import { writeApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';

interface Props {
  readonly request: RequestJson;
  readonly forge: 'github' | 'local';
  /** Who looks at it: the name as `people` has it, and the verified identity. */
  readonly viewer: { readonly name: string; readonly identity: string };
  readonly blocked: string | null;
}

type Verdict = 'approved' | 'changes-requested' | 'commented';

/** Who has to agree, who has, whose word does not count and why; and one's own word. */
export function Approvals({ request, forge, viewer, blocked }: Props): ReactNode {
  const { number, head, check, url } = request;
  const { refresh } = useNavigation();
  const [text, setText] = useState('');
  // The page is live: a head that arrives while somebody reads is not what they agree to. null: whichever comes next.
  const [seen, setSeen] = useState<string | null>(head);
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
  const others = [...new Set(demands.flatMap(({ isMet, couldApprove }) => (isMet ? [] : couldApprove)))];
  const standing = standingOf(request, viewer);
  const whyNot =
    standing === 'author'
      ? `You wrote this change, so you cannot approve it${others.length === 0 ? ': somebody else has to' : `. ${listOf(others)} can`}`
      : blocked;
  const isRefused = review.error instanceof ApiError && review.error.problem.code === 'FF4152';
  const hasArrived = seen !== null && seen !== head;
  const isMoved = isRefused || hasArrived;
  const whyNotApprove =
    whyNot ??
    (standing === 'approved' ? `You approved ${head.slice(0, 7)}` : null) ??
    (isMoved ? 'Look at the new commit first' : null);
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
              {approvals.map(({ person, commit }) => (
                <li key={person} className="flex items-center gap-2">
                  <Avatar name={person} />
                  <span className="[overflow-wrap:anywhere]">
                    {person === viewer.name ? `${person} (you)` : person}
                  </span>
                  <span className="ml-auto inline-flex items-center gap-1 whitespace-nowrap text-ok">
                    <Icon name="check" /> approved <code className="font-mono text-xs">{commit.slice(0, 7)}</code>
                  </span>
                </li>
              ))}
              {!isMet &&
                couldApprove.slice(0, 5).map((person) => (
                  <li key={person} className="flex items-center gap-2">
                    <Avatar name={person} />
                    <span>{person === viewer.name ? `${person} (you)` : person}</span>
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
                <span className="sr-only">(new tab)</span>
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
              {isMoved ? (
                <Note
                  tone="warn"
                  action={
                    <Button
                      size="small"
                      onPress={() => {
                        review.reset();
                        setSeen(hasArrived ? head : null);
                        refresh();
                      }}
                    >
                      Show what it is now
                    </Button>
                  }
                >
                  <span role="alert">A commit was added while you looked. Nothing was sent.</span>
                </Note>
              ) : (
                review.isError && <ErrorNote error={review.error} />
              )}
              <Button
                look="primary"
                blocked={whyNotApprove ?? undefined}
                isBusy={review.isPending}
                onPress={() => review.mutate('approved')}
              >
                {whyNotApprove !== null && <Icon name={standing === 'approved' ? 'check' : 'lock'} />}
                Approve
              </Button>
              <p className="text-xs text-text-3">
                {whyNotApprove ?? `You approve ${head.slice(0, 7)}; a new commit asks again`}.
              </p>
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

/** What the reader already is to the change: the server judges by more, and says so when it refuses. */
function standingOf(request: RequestJson, viewer: Props['viewer']): 'author' | 'approved' | null {
  const { head, reviews, opener, proposer, commits } = request;
  const hands = [opener, ...(proposer === null ? [] : [proposer]), ...commits.flatMap(({ authors }) => authors)];
  if ((proposer ?? opener).name === viewer.name) return 'author';
  if (hands.some(({ identity }) => identity === viewer.identity)) return 'author';
  const own = reviews.filter(({ by, verdict }) => by.identity === viewer.identity && verdict !== 'commented').at(-1);
  return own?.verdict === 'approved' && own.commit === head ? 'approved' : null;
}

const listOf = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(' or ');
