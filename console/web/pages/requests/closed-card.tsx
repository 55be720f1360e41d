'use client';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import type { RequestJson } from '../../../api/change-request-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { projectOfPage, writeApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';

interface Props {
  readonly request: RequestJson;
  readonly forge: 'github' | 'local';
  readonly blocked: string | null;
}

/** A request that was closed, and the way back: the same change as a new request, on the commit it was made on. */
export function ClosedCard({ request, forge, blocked }: Props): ReactNode {
  const { title, body, baseCommit, files } = request;
  const { go } = useNavigation();
  const once = useRef(crypto.randomUUID());
  const again = useMutation({
    mutationFn: () =>
      writeApi(
        '/v1/change-requests',
        { title, body, baseCommit, files: files.map(({ path, after }) => ({ path, text: after })) },
        { once: once.current },
      ),
    onSuccess({ changeRequest }) {
      go(pagePath('request', { project: projectOfPage(), number: String(changeRequest.number) }));
    },
    onSettled() {
      once.current = crypto.randomUUID();
    },
  });
  return (
    <Card title="Closed">
      <div className="grid gap-2 text-sm">
        <p>Nothing of it is live. Its commits stay in git.</p>
        {again.isError && <ErrorNote error={again.error} />}
        {forge === 'local' && (
          <Button blocked={blocked ?? undefined} isBusy={again.isPending} onPress={() => again.mutate()}>
            Propose it again
          </Button>
        )}
      </div>
    </Card>
  );
}
