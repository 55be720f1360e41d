import { commandLine, killsOf } from 'flagforge/emergency';
import {
  driftOf,
  type EnvironmentStatus,
  gitProblem,
  loadGitStatus,
  loadProjectStatus,
  loadStoredStatus,
} from 'flagforge/status';
import type { EnvironmentStatusJson, StatusJson, WaitingJson } from '../../api/status-json.ts';
import { isoOf } from '../changes/request-json.ts';
import { findProject, type OpenedProject } from '../projects/find-project.ts';
import { type Api, ok, route } from '../route.ts';
import { mergedAt } from './live-times.ts';

type Stored = Awaited<ReturnType<typeof loadStoredStatus>>;
type Git = Awaited<ReturnType<typeof loadGitStatus>>;

/** How the base branch stands to what is published; why that cannot be told. */
async function askGit(
  { project, base }: OpenedProject,
  stored: Stored,
  { states }: Api,
): Promise<{ readonly git: Git | null; readonly gitProblem: string | null }> {
  const { repository, directory } = project;
  const compile = async (commit: string, folder: string) => {
    const found = await states.at({ repository, directory: folder }, commit);
    if (found.kind !== 'sound') return null;
    return { names: found.config.environments.map(({ name }) => name), snapshots: found.state.snapshots };
  };
  try {
    return {
      git: await loadGitStatus(repository, stored.served, compile, { ref: base.commit, directory }),
      gitProblem: null,
    };
  } catch (error) {
    return { git: null, gitProblem: gitProblem(error) };
  }
}

const waitingJson = ({ since, ...rest }: EnvironmentStatus['waiting'][number]): WaitingJson => {
  const { target, document, count, lastError } = rest;
  return { target, document, count, lastError, since: isoOf(since) };
};

async function environmentJson(opened: OpenedProject, status: EnvironmentStatus): Promise<EnvironmentStatusJson> {
  const { environment, served, git, copies, evaluators, pending, waiting } = status;
  const { project, access } = opened;
  const only = (text: string): string | null => (access.isAdmin ? text : null);
  const isPublish = served?.current.action === 'publish';
  const merged = served === null || !isPublish ? null : await mergedAt(project, served.current.commit);
  return {
    environment,
    served:
      served === null
        ? null
        : {
            version: served.published.version,
            commit: served.published.commit,
            hash: served.published.hash,
            isSigned: served.published.isSigned,
            ...{ action: served.current.action, by: served.current.who, at: isoOf(served.current.at) },
            reason: served.current.reason,
            // Git keeps whole seconds.
            mergeToPublishedMs: merged === null ? null : Math.max(0, Math.round(served.current.at - merged)),
          },
    lineage: git?.lineage ?? null,
    kills: killsOf(served?.published.overlays ?? []).map((flag) => {
      const note = served?.killNotes.get(flag) ?? null;
      const request = served?.killRequests.get(flag) ?? null;
      if (note === null) return { flag, request, by: null, at: null, reason: null };
      return { flag, request, by: note.who, at: isoOf(note.at), reason: note.reason };
    }),
    stores: copies.map(({ target, address, state, version, problem }) => ({
      ...{ store: target, address: only(address), state, version },
      problem: problem === null ? null : (only(problem.message) ?? 'it could not be asked'),
    })),
    evaluators: evaluators.map(({ report, state }) => ({
      ...{ id: report.id, host: only(report.host), version: report.version, state },
      ...{ at: isoOf(report.at), refused: report.refused },
    })),
    pending: pending.map(({ at, flags }) => ({ at: isoOf(at), flags })),
    waiting: waiting.map(waitingJson),
  };
}

export const STATUS_ROUTES = [
  route('GET', '/v1/status', async (call, api) => {
    const opened = await findProject(call, api);
    const { project, access } = opened;
    const { database, targets, name } = project;
    const stored = await loadStoredStatus(database, name);
    const now = api.now();
    const found = await loadProjectStatus({
      ...{ project: name, address: database.address, isDev: database.kind !== 'real', stored, targets, now },
      ...{ ...(await askGit(opened, stored, api)), environments: null },
    });
    const { git, environments, unanchored, waitingAnchor } = found;
    const status: StatusJson = {
      ...{ organization: name.organization, project: name.project, at: isoOf(now) },
      git: { commit: git?.commit ?? null, hasErrors: git?.hasErrors ?? false, problem: found.gitProblem },
      database: access.isAdmin ? database.address : null,
      environments: await Promise.all(environments.map((each) => environmentJson(opened, each))),
      audit: { unanchored, waiting: waitingAnchor === null ? null : waitingJson(waitingAnchor) },
      drift: driftOf(found, (...words) => commandLine(words, { dir: 'flags' })),
    };
    return ok(status);
  }),
];
