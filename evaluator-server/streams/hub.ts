import { canonicalBody } from '../snapshots/canonical-body.ts';
import type { ServedEnvironment } from '../snapshots/environments.ts';
import { changedFlags } from './changed-flags.ts';
import type { Connection } from './connection.ts';
import { type Group, type GroupQuestion, groupEvent, isOfSnapshots, questionOf, refetchEvent } from './group.ts';
import { createGroupIndex } from './group-index.ts';
import { createHistory } from './history.ts';
import { resultsText, snapshotPatch } from './patches.ts';
import type { Slices } from './slices.ts';
import { sseEvent } from './sse.ts';
import { instantsOf, parseStateId, type State, stateAt, stateId } from './state.ts';

/** What a hub is made of. */
export interface HubOptions {
  /** UTC epoch ms. */
  readonly clock: () => number;
  readonly slices: Slices;
  /** A group that could not be told: its streams are to come back, and get everything anew. */
  readonly onFailure: (group: Group, error: unknown) => void;
  /** Writes one event to one stream; drops those that are too slow. */
  readonly write: (connection: Connection, bytes: Buffer) => void;
}

/** The streams of one environment. */
export interface Hub {
  /** The group that a question belongs to, brought up to date. */
  join(question: GroupQuestion): Group;
  leave(connection: Connection): void;
  /**
   * What a stream is sent when it opens: everything, or what changed since the event that it has last; null: nothing did.
   * @param lastEventId as the client sent it; null: it has nothing.
   */
  opening(group: Group, lastEventId: string | null): Buffer | null;
  /** A newer snapshot. */
  serve(served: ServedEnvironment): void;
  /** When answers change next by themselves, UTC epoch ms; null: never. */
  nextInstant(): number | null;
  /** Tells of the instants that have passed. */
  advance(): void;
}

/** Encoded events of one change, by their text: many contexts have the same outcome. */
const MOST_ENCODED = 1_000;

/** @param first what is served when the first stream opens. */
export function createHub(first: ServedEnvironment, { clock, slices, write, onFailure }: HubOptions): Hub {
  const groups = new Set<Group>();
  const joinable = createGroupIndex();
  const history = createHistory();
  history.add(first);
  let state = stateAt(first, clock());
  /** From states before to this one, by their ids; made anew whenever the state changes. */
  let steps = new Map<string, Step>();
  let isTelling = false;

  /** What leads from a state that some group is still in to the present one. */
  interface Step {
    readonly flags: readonly string[];
    readonly id: string;
    readonly encoded: Map<string, Buffer>;
    snapshot: Buffer | null;
  }

  const stepFrom = (from: State): Step => {
    const name = stateId(from);
    const known = steps.get(name);
    if (known !== undefined) return known;
    const made: Step = { flags: changedFlags(from, state), id: stateId(state), encoded: new Map(), snapshot: null };
    steps.set(name, made);
    return made;
  };

  const encode = (step: Step, event: string): Buffer => {
    const known = step.encoded.get(event);
    if (known !== undefined) return known;
    const bytes = Buffer.from(event);
    if (step.encoded.size < MOST_ENCODED) step.encoded.set(event, bytes);
    return bytes;
  };

  const eventFor = (group: GroupQuestion, from: State): Buffer | null => {
    const step = stepFrom(from);
    if (isOfSnapshots(group)) {
      step.snapshot ??= Buffer.from(sseEvent('patch', step.id, snapshotPatch(from.served, state.served)));
      return step.snapshot;
    }
    if (step.flags.length === 0) return null;
    const event = groupEvent(group, from, state, step);
    return event === null ? null : encode(step, event);
  };

  /** Brings a group to the present state; each stream that is written to is a step of its own. */
  function* tell(group: Group): Generator<void> {
    if (group.state === state) return;
    const bytes = eventFor(group, group.state);
    group.state = state;
    if (bytes === null) return;
    // A copy: who comes or goes meanwhile changes the list. Who comes gets the present state by opening.
    for (const connection of [...group.members]) {
      write(connection, bytes);
      yield;
    }
  }

  /** Puts together again those who ask the same, once both have been told the same. */
  const rejoin = (group: Group): void => {
    const other = joinable.find(group);
    if (other === undefined || other === group || other.state !== group.state) return;
    for (const connection of group.members) connection.group = other;
    other.members.push(...group.members);
    group.members = [];
    groups.delete(group);
  };

  function* tellAll(): Generator<void> {
    for (let told: State | null = null; told !== state; ) {
      told = state;
      for (const group of groups) {
        try {
          yield* tell(group);
          if (group.isSplit) rejoin(group);
        } catch (error) {
          onFailure(group, error);
        }
        yield;
        // A change in the middle of this starts it anew: groups that know of it are passed over, and the others are
        // told of both changes at once.
        if (told !== state) break;
      }
    }
    steps = new Map();
    isTelling = false;
  }

  const move = (next: State): void => {
    state = next;
    steps = new Map();
    if (isTelling) return;
    isTelling = true;
    slices.run(tellAll());
  };

  const advance = (): void => {
    const now = stateAt(state.served, clock());
    // A clock that was set back takes nothing back that was told.
    if (now.instant > state.instant) move(now);
  };

  const put = (group: GroupQuestion): Buffer => {
    const data = isOfSnapshots(group)
      ? canonicalBody(state.served).bytes.toString()
      : resultsText(state, questionOf(group));
    return Buffer.from(sseEvent('put', stateId(state), data));
  };
  let snapshotPut: { readonly state: State; readonly bytes: Buffer } | null = null;

  return {
    join(question) {
      advance();
      const known = joinable.find(question);
      if (known?.state === state) return known;
      // One that is behind is being told, or will be: its events must not overtake one another.
      if (known !== undefined) known.isSplit = true;
      const { kind, form, context, overrides } = question;
      const group: Group = { kind, form, context, overrides, members: [], state, isSplit: false };
      groups.add(group);
      joinable.set(group);
      return group;
    },
    leave(connection) {
      const { group } = connection;
      const at = group.members.indexOf(connection);
      if (at < 0) return;
      const last = group.members.pop();
      if (last !== undefined && last !== connection) group.members[at] = last;
      if (group.members.length > 0) return;
      groups.delete(group);
      joinable.delete(group);
    },
    opening(group, lastEventId) {
      const id = lastEventId === null ? null : parseStateId(lastEventId);
      const from = id === null ? null : history.find(id);
      if (from !== null && stateId(from) === stateId(state)) return null;
      // What is ahead of this server's clock is as good as nothing.
      if (from !== null && from.instant <= state.at) return eventFor(group, from);
      if (group.form === 'ofrep') return lastEventId === null ? null : Buffer.from(refetchEvent(stateId(state)));
      if (!isOfSnapshots(group)) return put(group);
      if (snapshotPut?.state !== state) snapshotPut = { state, bytes: put(group) };
      return snapshotPut.bytes;
    },
    serve(served) {
      history.add(served);
      move(stateAt(served, clock()));
    },
    nextInstant: () => instantsOf(state.served).find((instant) => instant > state.at) ?? null,
    advance,
  };
}
