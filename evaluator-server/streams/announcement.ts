import { canonicalBody } from '../snapshots/canonical-body.ts';
import { changedFlags } from './changed-flags.ts';
import { type Group, type GroupQuestion, groupEvent, isOfSnapshots, questionOf, refetchEvent } from './group.ts';
import { resultsText, snapshotPatch } from './patches.ts';
import { sseEvent } from './sse.ts';
import { type State, stateId } from './state.ts';

/** What streams are told of one state, each event encoded once for all who hear the same. */
export interface Announcement {
  /** The id of its events. */
  readonly id: string;
  /** The event that says everything; for OFREP, that it is time to ask again. */
  put(group: Group): Buffer;
  /** The event for those who were told of another state before; null: they have nothing to hear. */
  since(from: State, group: GroupQuestion): Buffer | null;
  /** Whether there is room for what changed since a state that a client names. */
  hasRoomFor(from: State): boolean;
  /** Lets go of what is encoded: of one group, or of all that was told in numbers. */
  forget(group?: Group): void;
}

/** Events are kept up to so many, and so many bytes together, until the next state; beyond it they are made anew. */
const MOST_KEPT = 1_000;
const MOST_KEPT_BYTES = 8 * 1_048_576;

/** States that clients may come from, each remembered with its flags that changed. Who comes from yet another one gets a `put`. */
const MOST_STEPS = 256;

/** What leads from one state to the present one. */
interface Step {
  /** Those that may answer differently, by their keys. */
  readonly flags: readonly string[];
  snapshot: Buffer | null;
}

/** Kept events, by their text or by the group whose whole answer they are. */
function createKept<Name>() {
  const kept = new Map<Name, Buffer>();
  let bytes = 0;
  return {
    get: (name: Name) => kept.get(name),
    set(name: Name, event: Buffer): void {
      if (kept.size >= MOST_KEPT || bytes + event.length > MOST_KEPT_BYTES) return;
      bytes += event.length;
      kept.set(name, event);
    },
    delete(name: Name): void {
      bytes -= kept.get(name)?.length ?? 0;
      kept.delete(name);
    },
    clear(): void {
      bytes = 0;
      kept.clear();
    },
  };
}

export function announce(state: State): Announcement {
  const id = stateId(state);
  const steps = new Map<string, Step>();
  const patches = createKept<string>();
  const puts = createKept<Group>();
  let snapshotPut: Buffer | null = null;

  const stepFrom = (from: State): Step => {
    const name = stateId(from);
    const known = steps.get(name);
    if (known !== undefined) return known;
    const made: Step = { flags: changedFlags(from, state), snapshot: null };
    steps.set(name, made);
    return made;
  };

  const put = (group: Group): Buffer => {
    if (group.form === 'ofrep') return Buffer.from(refetchEvent(id));
    if (isOfSnapshots(group)) {
      snapshotPut ??= Buffer.from(sseEvent('put', id, canonicalBody(state.served).bytes.toString()));
      return snapshotPut;
    }
    const known = puts.get(group);
    if (known !== undefined) return known;
    const event = Buffer.from(sseEvent('put', id, resultsText(state, questionOf(group))));
    // Answers are kept only where somebody asks the same: most contexts have one stream.
    if (group.members.length > 0) puts.set(group, event);
    return event;
  };

  return {
    id,
    put,
    since(from, group) {
      const step = stepFrom(from);
      if (isOfSnapshots(group)) {
        step.snapshot ??= Buffer.from(sseEvent('patch', id, snapshotPatch(from.served, state.served)));
        return step.snapshot;
      }
      if (step.flags.length === 0) return null;
      const event = groupEvent(group, from, state, { flags: step.flags, id });
      if (event === null) return null;
      const known = patches.get(event);
      if (known !== undefined) return known;
      const bytes = Buffer.from(event);
      patches.set(event, bytes);
      return bytes;
    },
    hasRoomFor: (from) => steps.size < MOST_STEPS || steps.has(stateId(from)),
    forget(group) {
      if (group !== undefined) puts.delete(group);
      else {
        steps.clear();
        patches.clear();
      }
    },
  };
}
