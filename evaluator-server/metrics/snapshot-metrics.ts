import type { Registry } from 'prom-client';
import type { Environments, ServedEnvironment } from '../snapshots/environments.ts';
import { addFamily, type Sample } from './family.ts';

const MS_A_SECOND = 1_000;

/** What the metrics of snapshots are read from. */
export interface SnapshotMetricsOptions {
  readonly environments: Environments;
  /** Environments that may have refused snapshots although they serve none. */
  readonly expected: () => Iterable<string>;
  /** How many snapshots of an environment were refused since the start. */
  readonly refused: (environment: string) => number;
  /** UTC epoch ms. */
  readonly clock: () => number;
}

/**
 * Adds version, age and refused snapshots of each environment. Of several processes the one that is furthest behind is
 * told, because that is the one to look at.
 * @returns stops following.
 */
export function addSnapshots(registry: Registry, options: SnapshotMetricsOptions): () => void {
  const { environments, expected, refused, clock } = options;
  const takenAt = new Map([...environments.all()].map(({ environment }) => [environment, clock()]));
  const stop = environments.subscribe(({ after }) => takenAt.set(after.environment, clock()));
  const each = (value: (served: ServedEnvironment) => number): readonly Sample[] =>
    Array.from(environments.all(), (served) => ({
      labels: { environment: served.environment },
      value: value(served),
    }));
  const labels = ['environment'];

  addFamily(registry, {
    ...{ kind: 'gauge', name: 'flagforge_snapshot_version', help: 'Version of the snapshot that is served.' },
    ...{ labels, together: 'min' },
    read: () => each(({ version }) => version),
  });
  addFamily(registry, {
    ...{ kind: 'gauge', name: 'flagforge_snapshot_age_seconds', help: 'Time since the snapshot is served here.' },
    ...{ labels, together: 'max' },
    read: () => each(({ environment }) => Math.max(0, clock() - (takenAt.get(environment) ?? 0)) / MS_A_SECOND),
  });
  addFamily(registry, {
    ...{ kind: 'gauge', name: 'flagforge_unknown_conditions', labels, together: 'max' },
    help: 'Rules and segments of a newer FlagForge in the snapshot, which never match here.',
    read: () => each(({ evaluator }) => evaluator.unknownConditions),
  });
  addFamily(registry, {
    ...{ kind: 'counter', name: 'flagforge_snapshots_refused_total', labels, together: 'max' },
    help: 'Snapshots and lists of keys that were refused: damaged, of another place, not signed, or of a higher format.',
    read: () =>
      [...new Set([...takenAt.keys(), ...expected()])].map((environment) => ({
        labels: { environment },
        value: refused(environment),
      })),
  });
  return stop;
}
