'use client';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import type { RequestJson } from '../../../api/change-request-json.ts';
import type { EnvironmentJson } from '../../../api/environment-json.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { writeApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';
import { ClosedCard } from './closed-card.tsx';
import { PublishState } from './publish-state.tsx';

interface Props {
  readonly request: RequestJson;
  readonly forge: 'github' | 'local';
  readonly blocked: string | null;
  readonly environments: readonly EnvironmentJson[];
  readonly now: number;
}

/** The last step, and what became of it in each environment. */
export function MergeCard({ request, forge, blocked, environments, now }: Props): ReactNode {
  const { number, head, state, check, mergeState, url } = request;
  const { refresh } = useNavigation();
  const once = useRef(crypto.randomUUID());
  const asking = { params: { number: String(number) } };
  const settle = {
    onSuccess: refresh,
    onSettled() {
      once.current = crypto.randomUUID();
    },
  };
  const merge = useMutation({
    mutationFn: () => writeApi('/v1/change-requests/{number}/merge', { head }, { ...asking, once: once.current }),
    ...settle,
  });
  const close = useMutation({
    mutationFn: () => writeApi('/v1/change-requests/{number}/close', undefined, { ...asking, once: once.current }),
    ...settle,
  });
  if (state === 'closed') return <ClosedCard request={request} forge={forge} blocked={blocked} />;
  if (state === 'merged') return <PublishState request={request} environments={environments} now={now} />;
  const whyNot = ((): string | undefined => {
    if (blocked !== null) return blocked;
    if (mergeState?.kind === 'conflicts') return `Somebody else changed ${mergeState.paths.join(', ')} as well`;
    if (check?.problem != null) return 'It is not checked yet';
    if (check?.isApproved !== true) return 'Waits for approval. Then it is live within seconds';
    return undefined;
  })();
  return (
    <Card title="Merge" icon="merge">
      <div className="grid gap-2">
        {(merge.isError || close.isError) && <ErrorNote error={merge.error ?? close.error} />}
        {forge === 'github' ? (
          url !== null && (
            <a href={url} target="_blank" rel="noreferrer" className={buttonClass()}>
              Merge on GitHub <Icon name="external" />
            </a>
          )
        ) : (
          <>
            <Button look="primary" blocked={whyNot} isBusy={merge.isPending} onPress={() => merge.mutate()}>
              <Icon name={whyNot === undefined ? 'merge' : 'lock'} />
              {merge.isPending ? 'Publishing' : 'Merge and publish'}
            </Button>
            {whyNot !== undefined && <p className="text-xs text-text-3">{whyNot}.</p>}
            <Button
              look="ghost"
              size="small"
              blocked={blocked ?? undefined}
              isBusy={close.isPending}
              onPress={() => close.mutate()}
            >
              Close request
            </Button>
          </>
        )}
      </div>
    </Card>
  );
}
