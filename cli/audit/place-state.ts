import type { Overlay, Snapshot } from '@flagforge/sdk/engine';
import type { Policy } from '../identity/policy.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { NewestVersion } from './verify-environments.ts';

/** How many environments' snapshots are kept between two of their versions; the others are read again. */
const KEPT_SNAPSHOTS = 6;

/** What the entries so far say of one environment. */
export interface PlaceState {
  readonly project: string;
  readonly environment: string;
  /** Its last version that entries told of; 0 before the first. */
  version: number;
  /** null: its row is missing. */
  newest: NewestVersion | null;
  overlays: readonly Overlay[];
  /** `none`: nothing was published. `unknown`: nobody can tell. `dropped`: to be read again. */
  snapshot: Snapshot | 'none' | 'unknown' | 'dropped';
  /** The version that last changed a flag. */
  readonly changedIn: Map<string, number>;
  /** Who may change it, by its newest published commit; null before the first. */
  policy: Policy | 'unknown' | null;
  /** Content that was served: by its hash, whether it was ever published with the approvals that it needed. */
  readonly contents: Map<string, boolean>;
}

/** The environments of an organisation, as their entries go by. */
export interface PlaceStates {
  of(entry: Pick<AuditEntry, 'project' | 'environment'>): PlaceState;
  all(): readonly PlaceState[];
  /** Keeps the snapshot of the environment that was worked on last, and drops the one that was longest ago. */
  touch(state: PlaceState): void;
}

export function createPlaceStates(): PlaceStates {
  const states = new Map<string, PlaceState>();
  const kept = new Set<PlaceState>();
  return {
    of({ project, environment }) {
      const key = `${project}/${environment ?? ''}`;
      const known = states.get(key);
      if (known !== undefined) return known;
      const state: PlaceState = {
        ...{ project, environment: environment ?? '', version: 0, newest: null, overlays: [], snapshot: 'none' },
        ...{ changedIn: new Map(), policy: null, contents: new Map() },
      };
      states.set(key, state);
      return state;
    },
    all: () => [...states.values()],
    touch(state) {
      kept.delete(state);
      kept.add(state);
      const [oldest] = kept;
      if (kept.size <= KEPT_SNAPSHOTS || oldest === undefined) return;
      kept.delete(oldest);
      if (typeof oldest.snapshot !== 'string') oldest.snapshot = 'dropped';
    },
  };
}
