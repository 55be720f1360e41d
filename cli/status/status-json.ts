import { holdOf, killsOf } from '../emergency/overlays.ts';
import { problemJson } from '../publish/delivery-json.ts';
import type { Drift } from './drift.ts';
import type { EnvironmentStatus, ProjectStatus } from './project-status.ts';
import type { WaitingDelivery } from './waiting-delivery.ts';

const instant = (at: number): string => new Date(at).toISOString();

/** `status --json`: everything that the table shows, whole hashes and ids; instants as ISO 8601 in UTC. */
export function statusJson(status: ProjectStatus, drift: readonly Drift[]): object {
  const { organization, project, git, gitProblem, environments, unanchored, waitingAnchor } = status;
  return {
    ...{ organization, project, database: status.address },
    git: git === null ? { commit: null, problem: gitProblem } : { commit: git.commit, hasErrors: git.hasErrors },
    environments: environments.map((environment) => environmentJson(environment)),
    audit: { unanchored, waiting: waitingAnchor === null ? null : waitingJson(waitingAnchor) },
    drift,
  };
}

function environmentJson({
  environment,
  served,
  git,
  copies,
  evaluators,
  pending,
  waiting,
}: EnvironmentStatus): object {
  return {
    environment,
    git: git === null ? null : { lineage: git.lineage, isSame: git.isSame, isOwnContent: git.isOwnContent },
    postgres: served === null ? null : servedJson(served),
    targets: copies.map(({ target, address, state, version, keys, problem }) => ({
      ...{ target, address, state, version, keys },
      ...problemJson(problem),
    })),
    evaluators: evaluators.map(({ report, state }) => ({ ...report, at: instant(report.at), state })),
    overlays: served === null ? null : overlaysJson(served),
    unapproved: (served?.unapproved ?? []).map((version) => ({ ...version, at: instant(version.at) })),
    pending: pending.map(({ at, flags, isInCondition }) => ({ at: instant(at), flags, isInCondition })),
    waiting: waiting.map(waitingJson),
  };
}

type Served = NonNullable<EnvironmentStatus['served']>;

function servedJson({ published, current }: Served): object {
  const { version, commit, tip, contentHash, hash, isSigned } = published;
  const { action, who, at, reason } = current;
  return { version, commit, tip, contentHash, hash, isSigned, action, by: who, at: instant(at), reason };
}

function overlaysJson({ published, killNotes, holdNote, killRequests, holdRequest }: Served): object {
  const hold = holdOf(published.overlays);
  const noteJson = (note: { readonly who: string; readonly at: number; readonly reason: string | null } | null) =>
    note === null ? { by: null, at: null, reason: null } : { by: note.who, at: instant(note.at), reason: note.reason };
  return {
    kills: killsOf(published.overlays).map((flag) => ({
      ...{ flag, ...noteJson(killNotes.get(flag) ?? null), request: killRequests.get(flag) ?? null },
    })),
    hold:
      hold === null
        ? null
        : { commit: hold.commit, version: hold.version, ...noteJson(holdNote), request: holdRequest },
  };
}

function waitingJson({ target, document, count, since, lastError }: WaitingDelivery): object {
  return { target, document, count, since: instant(since), lastError };
}
