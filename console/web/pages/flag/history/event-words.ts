import type { HistoryEventJson } from '../../../../api/history-json.ts';

export interface EventTitle {
  /** Of the environment that the page is about; null: nothing was published there by it. */
  readonly version: number | null;
  /** What changed, in a line. */
  readonly text: string;
  /** Where, unless the text says it. */
  readonly places: string;
}

/** The words of the log, with a real arrow: `rollout on 5 % → 10 %`. */
export const wordsWithArrows = (line: string): string => line.replaceAll(' -> ', ' → ');

/** How the message of a merge begins: `Merge #3: Owner`. */
const MERGE = /^Merge (?:pull request )?#(\d+)(?:: |$)/;

/** The number of the request that brought an event; null: none is known. */
export function requestOf({ request, places, sentence }: HistoryEventJson): string | null {
  const subject = places.length === 0 ? sentence.replace(/^.*? changed its file: /s, '') : '';
  return /^#?(\d+)$/.exec(request ?? '')?.[1] ?? MERGE.exec(subject)?.[1] ?? null;
}

const LIST = new Intl.ListFormat('en-GB', { style: 'long', type: 'conjunction' });

const DONE: Readonly<Record<string, string>> = {
  kill: 'Killed',
  revive: 'Revived',
  rollback: 'Rolled back',
  release: 'Hold released',
};

/** An event in a line: what changed where the page is about, else where it did. */
export function eventTitle({ action, places, sentence }: HistoryEventJson, environment: string): EventTitle {
  // A commit that changed nothing served has a message, and its author stands below.
  if (places.length === 0) {
    const subject = sentence.replace(/^.*? changed its file: /s, '');
    return { version: null, text: subject.replace(MERGE, '') || subject, places: '' };
  }
  const here = places.find((place) => place.environment === environment) ?? places[0];
  const names = LIST.format([...new Set(places.map((place) => place.environment))].sort());
  const version = here?.environment === environment ? here.version : null;
  const done = DONE[action];
  if (done !== undefined) return { version, text: `${done} in ${names}`, places: '' };
  const [first, ...more] = (here?.words ?? []).map(wordsWithArrows);
  if (first === undefined) return { version, text: `Published to ${names}`, places: '' };
  return { version, text: more.length === 0 ? first : `${first}, and ${more.length} more`, places: names };
}
