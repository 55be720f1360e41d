import type { KeyKind } from '../keys/key.ts';
import type { Connection } from './connection.ts';
import { resultsPatch, type StandingQuestion } from './patches.ts';
import { sseEvent } from './sse.ts';
import type { State } from './state.ts';

/** Which events a stream gets: `put` and `patch`, or OFREP's word that it is time to ask again. */
export type StreamForm = 'own' | 'ofrep';

/** What a group is found by. */
export interface GroupQuestion {
  readonly kind: KeyKind;
  readonly form: StreamForm;
  /** The context as JSON; `{}` for streams of snapshots. */
  readonly context: string;
  /** The overrides as JSON; undefined: none. */
  readonly overrides: string | undefined;
}

/** All streams of an environment that ask the same: what is evaluated and encoded for one is for all of them. */
export interface Group extends GroupQuestion {
  members: Connection[];
  /** What all of its members have been told of, or are being told of. */
  state: State;
}

/** Streams of whole snapshots: those of server keys, unless they speak OFREP. */
export function isOfSnapshots({ kind, form }: GroupQuestion): boolean {
  return kind === 'server' && form === 'own';
}

/** The question of a group, read anew each time: what is kept between two changes is its text alone. */
export function questionOf({ kind, context, overrides }: GroupQuestion): StandingQuestion {
  return {
    kind,
    context: JSON.parse(context) as unknown,
    overrides: overrides === undefined ? undefined : (JSON.parse(overrides) as unknown),
  };
}

/**
 * OFREP's own event, which says only that answers may be others now. Its `etag`, the event's id, comes back with the question, so
 * that an evaluator which is behind knows that it is.
 */
export function refetchEvent(id: string): string {
  return sseEvent('message', id, `{"type":"refetchEvaluation","etag":"${id}"}`);
}

/** The event that brings the members of a group from one state to another; null: they have nothing to hear. */
export function groupEvent(
  group: GroupQuestion,
  from: State,
  to: State,
  { flags, id }: { readonly flags: readonly string[]; readonly id: string },
): string | null {
  const patch = resultsPatch(from, to, flags, questionOf(group));
  if (patch === null) return null;
  return group.form === 'ofrep' ? refetchEvent(id) : sseEvent('patch', id, patch);
}
