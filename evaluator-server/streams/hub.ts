import type { ServedEnvironment } from '../snapshots/environments.ts';
import { announce } from './announcement.ts';
import type { Connection } from './connection.ts';
import { type Group, type GroupQuestion, isOfSnapshots } from './group.ts';
import { createGroupIndex } from './group-index.ts';
import { createHistory } from './history.ts';
import type { Slices } from './slices.ts';
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
  /** The group that a question belongs to, which knows of the newest state. It has no place here before its first stream. */
  join(question: GroupQuestion): Group;
  /** A stream that has been sent its opening, or is being sent it in the same turn. */
  enter(connection: Connection): void;
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
  /** Tells of the instants that have passed, or that are to come again because the clock was set back. */
  advance(): void;
  /** How many groups there are. */
  size(): number;
}

/** @param first what is served when the first stream opens. */
export function createHub(first: ServedEnvironment, { clock, slices, write, onFailure }: HubOptions): Hub {
  const groups = new Set<Group>();
  const joinable = createGroupIndex();
  /** Those whose question another group answers, because they were behind when somebody came. */
  const split = new Set<Group>();
  const history = createHistory();
  history.add(first);
  let state = stateAt(first, clock());
  let present = announce(state);
  let isTelling = false;

  const eventFor = (group: Group): Buffer | null => {
    const { state: from } = group;
    if (from.served !== state.served || state.instant >= from.instant) return present.since(from, group);
    // The clock was set back. What is older than what they have is told whole, so that nobody takes it for newer.
    const isOther = !isOfSnapshots(group) && present.since(from, group) !== null;
    return isOther ? present.put(group) : null;
  };

  /** Brings a group to the present state; each stream that is written to is a step of its own. */
  function* tell(group: Group): Generator<void> {
    if (group.state === state) return;
    const bytes = eventFor(group);
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
    if (group.state !== state || (other !== undefined && other.state !== state)) return;
    split.delete(group);
    if (other === undefined) joinable.set(group);
    if (other === undefined || other === group) return;
    for (const connection of group.members) {
      connection.group = other;
      connection.place = other.members.length;
      other.members.push(connection);
    }
    group.members = [];
    groups.delete(group);
  };

  /**
   * Goes round until everybody knows of the newest state. A change in the middle of a round is told from there on, and
   * the others hear of it in the next one: however fast changes come, each group has its turn in every round.
   */
  function* tellAll(): Generator<void> {
    try {
      for (let told: State | null = null; told !== state; ) {
        told = state;
        for (const group of groups) {
          try {
            yield* tell(group);
          } catch (error) {
            onFailure(group, error);
          }
          yield;
        }
        for (const group of split) {
          rejoin(group);
          yield;
        }
      }
    } finally {
      present.forget();
      isTelling = false;
    }
  }

  const move = (next: State): void => {
    state = next;
    present = announce(state);
    if (isTelling) return;
    isTelling = true;
    slices.run(tellAll());
  };

  const advance = (): void => {
    const now = stateAt(state.served, clock());
    if (now.instant !== state.instant) move(now);
  };

  return {
    join(question) {
      advance();
      const known = joinable.find(question);
      if (known?.state === state) return known;
      const { kind, form, context, overrides } = question;
      return { kind, form, context, overrides, members: [], state };
    },
    enter(connection) {
      const { group } = connection;
      if (group.members.length === 0) {
        // One that is behind is being told, or will be: its events must not overtake one another.
        const behind = joinable.find(group);
        if (behind !== undefined) split.add(behind);
        groups.add(group);
        joinable.set(group);
      }
      connection.place = group.members.length;
      group.members.push(connection);
    },
    leave(connection) {
      const { group, place } = connection;
      const { members } = group;
      if (members[place] !== connection) return;
      const last = members.pop();
      if (last !== undefined && last !== connection) {
        members[place] = last;
        last.place = place;
      }
      if (members.length > 0) return;
      groups.delete(group);
      split.delete(group);
      joinable.delete(group);
      present.forget(group);
    },
    opening(group, lastEventId) {
      const id = lastEventId === null ? null : parseStateId(lastEventId);
      const from = id === null ? null : history.find(id);
      if (from !== null && stateId(from) === present.id) return null;
      // What is ahead of this server's clock is as good as nothing.
      if (from !== null && from.instant <= state.at && present.hasRoomFor(from)) return present.since(from, group);
      return group.form === 'ofrep' && lastEventId === null ? null : present.put(group);
    },
    serve(served) {
      history.add(served);
      move(stateAt(served, clock()));
    },
    nextInstant: () => instantsOf(state.served).find((instant) => instant > state.at) ?? null,
    advance,
    size: () => groups.size,
  };
}
