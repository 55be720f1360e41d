/** What is sent to a stream, as the data of its events. @see contract 7 */
import type { KeyKind } from '../keys/key.ts';
import type { ServedEnvironment } from '../snapshots/environments.ts';
import { snapshotParts } from './changed-flags.ts';
import type { State } from './state.ts';

/** A question that a stream asks again and again. */
export interface StandingQuestion {
  readonly kind: KeyKind;
  readonly context: unknown;
  readonly overrides: unknown;
}

/** `{version, overrides?, flags}` of everything that the key may see: the same text as `POST /v1/evaluate/all`. */
export function resultsText({ served, at }: State, { kind, context, overrides }: StandingQuestion): string {
  return served.answers.all(served.evaluator.evaluateAll(context, at, overrides), kind).body;
}

/** `"key":{...}`, or null where the key must not see the flag or there is none. */
function entryOf({ served, at }: State, flag: string, { kind, context, overrides }: StandingQuestion): string | null {
  const { evaluator, answers } = served;
  return answers.isVisible(flag, kind) ? answers.entry(evaluator.evaluate(flag, context, at, overrides), kind) : null;
}

const allowsOverrides = ({ snapshot }: ServedEnvironment): boolean =>
  (snapshot as { readonly overrides?: unknown }).overrides === 'allowed';

/**
 * `{version, overrides?, flags: {changed}, removed?: [keys]}`: what changes for one question; null: nothing does.
 * @param flags those that may answer differently.
 */
export function resultsPatch(
  from: State,
  to: State,
  flags: readonly string[],
  question: StandingQuestion,
): string | null {
  const changed: string[] = [];
  const removed: string[] = [];
  for (const flag of flags) {
    const [before, after] = [entryOf(from, flag, question), entryOf(to, flag, question)];
    if (before === after) continue;
    if (after === null) removed.push(flag);
    else changed.push(after);
  }
  if (changed.length === 0 && removed.length === 0) return null;
  const overrides = allowsOverrides(to.served) ? '"overrides":true,' : '';
  const gone = removed.length === 0 ? '' : `,"removed":${JSON.stringify(removed)}`;
  return `{"version":${to.served.version},${overrides}"flags":{${changed.join()}}${gone}}`;
}

/**
 * What turns one snapshot into another: `{snapshot: {every member but the three lists}, flags?, segments?, groups?}`, each
 * list as `{set: [whole entries], removed?: [names]}`, left out where nothing changed. Entries are sorted by key or name
 * as they are in a snapshot; the result's canonical text has the `hash` that `snapshot` says.
 */
export function snapshotPatch(from: ServedEnvironment, to: ServedEnvironment): string {
  const { flags: _, segments: __, groups: ___, ...head } = to.snapshot as Readonly<Record<string, unknown>>;
  const members = [`"snapshot":${JSON.stringify(head)}`];
  for (const [name, { set, removed }] of Object.entries(snapshotParts(from, to))) {
    if (set.length === 0 && removed.length === 0) continue;
    const gone = removed.length === 0 ? '' : `,"removed":${JSON.stringify(removed)}`;
    members.push(`"${name}":{"set":[${set.join()}]${gone}}`);
  }
  return `{${members.join()}}`;
}
