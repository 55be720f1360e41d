import type { Snapshot } from '@flagforge/sdk/engine';
import { describeChange } from '../diff/describe-change.ts';
import { diffSnapshots } from '../diff/diff-snapshots.ts';
import type { EnvironmentDiff, ItemDiff, ProjectDiff } from '../diff/project-diff.ts';
import type { ProjectState } from '../diff/project-state.ts';
import { assessRisk } from '../diff/risk/assess-risk.ts';

/** A diff without movements. */
export function simpleDiff(before: ProjectState | null, after: ProjectState | null, now: number): ProjectDiff {
  const names = [...new Set([...(after?.snapshots.keys() ?? []), ...(before?.snapshots.keys() ?? [])])];
  return {
    settings: [],
    attributes: [],
    environments: names.map((environment): EnvironmentDiff => {
      const [old, next] = [before, after].map((state) => state?.snapshots.get(environment) ?? null);
      const changes = next === null || next === undefined ? [] : diffSnapshots(old ?? null, next as Snapshot);
      const items = changes.map(
        (change): ItemDiff => ({
          subject: change.subject as ItemDiff['subject'],
          name: change.name,
          presence: change.oldState === null ? 'added' : change.newState === null ? 'removed' : 'kept',
          lines: describeChange(change).map((text) => ({ text, before: null, after: null, place: null })),
        }),
      );
      const affected = items
        .filter(({ subject }) => subject === 'flag')
        .map(({ name }) => ({ flag: name, through: null, movements: [], words: [] }));
      return {
        environment,
        presence: old === null ? 'added' : next === null ? 'removed' : 'kept',
        isChanged: items.length > 0 || next === null,
        items,
        affected,
        risk: assessRisk({ before, after, environment, items, affected, settings: [], now }),
      };
    }),
  };
}
