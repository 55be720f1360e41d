import type { ServedEnvironment } from '../snapshots/environments.ts';

/**
 * What a stream has been told: a snapshot, and how far its schedules had gone.
 * Answers are the same from one instant of a snapshot until the next one.
 */
export interface State {
  readonly served: ServedEnvironment;
  /** The newest of the snapshot's instants that had passed; 0: none had. UTC epoch ms. */
  readonly instant: number;
  /** When answers of this state are evaluated: any time from the instant until the next one. UTC epoch ms. */
  readonly at: number;
}

/** What an event's id says. */
export interface StateId {
  readonly version: number;
  /** The start of the snapshot's hash; of one without a hash, its revision. */
  readonly mark: string;
  readonly instant: number;
}

const MARK_CHARACTERS = 8;
const ID = /^(\d{1,15})\.([0-9a-z]{1,20})-(-?\d{1,16})$/;

const known = new WeakMap<ServedEnvironment, readonly number[]>();

/** The instants of a snapshot that are numbers, ascending. Total on any JSON. */
export function instantsOf(served: ServedEnvironment): readonly number[] {
  const held = known.get(served);
  if (held !== undefined) return held;
  const { instants } = served.snapshot as { readonly instants?: unknown };
  const numbers = Array.isArray(instants) ? instants.filter((instant) => Number.isSafeInteger(instant)) : [];
  numbers.sort((a, b) => a - b);
  known.set(served, numbers);
  return numbers;
}

/** The state of a snapshot at a time. */
export function stateAt(served: ServedEnvironment, now: number): State {
  let newest = 0;
  for (const instant of instantsOf(served)) if (instant <= now) newest = instant;
  return { served, instant: newest, at: now };
}

/** Tells one snapshot of a version from another one of it, also to other evaluators. */
export function markOf({ snapshot, revision }: ServedEnvironment): string {
  const { hash } = snapshot as { readonly hash?: unknown };
  return typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? hash.slice(0, MARK_CHARACTERS) : `r${revision}`;
}

/** The id of an event that brings a stream to this state: `7.0f3c9a51-1796115600000`, version and instant. */
export function stateId({ served, instant }: State): string {
  return `${served.version}.${markOf(served)}-${instant}`;
}

/** Reads a `Last-Event-ID`; null: it is none of ours. */
export function parseStateId(text: string): StateId | null {
  const [, version, mark, instant] = ID.exec(text) ?? [];
  if (version === undefined || mark === undefined || instant === undefined) return null;
  return { version: Number(version), mark, instant: Number(instant) };
}
