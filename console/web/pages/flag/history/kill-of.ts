import type { HistoryEventJson } from '../../../../api/history-json.ts';

/** The kill that lies over a flag in an environment: the last one, where nothing took it back since. null: none is known. */
export function killOf(events: readonly HistoryEventJson[], environment: string): HistoryEventJson | null {
  const last = events.find(
    ({ action, places }) =>
      (action === 'kill' || action === 'revive') && places.some((place) => place.environment === environment),
  );
  return last?.action === 'kill' ? last : null;
}
