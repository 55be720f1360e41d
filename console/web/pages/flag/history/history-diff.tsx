import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { HistoryEventJson } from '../../../../api/history-json.ts';
import { ErrorNote } from '../../../parts/error-note.tsx';
import { readApi } from '../../../runtime/call-api.ts';
import { StateDifferences } from '../../audit/state-differences.tsx';
import { wordsWithArrows } from './event-words.ts';

interface Props {
  readonly flag: string;
  readonly event: HistoryEventJson;
  readonly environment: string;
}

/** What an event changed, environment by environment: in words, and member by member as the audit log has it. */
export function HistoryDiff({ flag, event, environment }: Props): ReactNode {
  const places = [...event.places].sort(
    (a, b) => Number(b.environment === environment) - Number(a.environment === environment),
  );
  return (
    <div className="mt-2 grid gap-3">
      {places.map((place) => (
        <section key={place.seq} aria-label={place.environment} className="grid gap-1 rounded-2 bg-sunken p-3">
          <h3 className="text-xs font-semibold text-text-2">
            {place.environment}
            {place.version !== null && ` v${place.version}`}
          </h3>
          {place.words.map((line) => (
            <p key={line}>{wordsWithArrows(line)}</p>
          ))}
          <Exactly flag={flag} seq={place.seq} environment={place.environment} />
        </section>
      ))}
    </div>
  );
}

/** Old and new of one entry of the audit log, read when somebody asks. */
function Exactly({
  flag,
  seq,
  environment,
}: {
  readonly flag: string;
  readonly seq: number;
  readonly environment: string;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['audit entry', flag, seq],
    queryFn: () => readApi('/v1/audit', { query: { flag, before: seq + 1, limit: 1 } }),
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const entry = data?.entries.find((each) => each.seq === seq);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="text-xs text-accent hover:underline">
        Old and new, member by member<span className="sr-only"> in {environment}</span>
      </summary>
      <div className="mt-2" aria-live="polite">
        {error !== null && <ErrorNote error={error} retry={() => void refetch()} />}
        {entry !== undefined && <StateDifferences entry={entry} />}
      </div>
    </details>
  );
}
