import type { Person } from '../compile/index.ts';
import type { OpenLocalForge } from '../forge/local/open-local-forge.ts';
import { askGit } from '../git/run-git.ts';
import type { ApprovalSource } from '../identity/approvals.ts';
import { createPublisher, localUser } from '../identity/resolve-actor.ts';
import { judgeChange } from '../policy/judge-change.ts';
import type { Judgement } from '../policy/judgement.ts';
import { loadEvidence } from '../policy/load-evidence.ts';
import type { EnvironmentReport } from '../publish/publish-report.ts';
import { printable } from '../terminal/printable.ts';
import type { LiveProject } from './live-project.ts';
import { type PublishParts, publishAs } from './publish-reading.ts';

/** What publishing a merge needs besides. */
export interface MergeParts extends PublishParts {
  readonly forge: OpenLocalForge;
  readonly project: LiveProject;
  /** Persons for whom `dev` vouches. */
  readonly people: readonly Person[];
}

/** What a merge became: the number of its change request, and what was done in each environment. */
export interface PublishedMerge {
  readonly number: number;
  readonly reports: readonly EnvironmentReport[];
}

/**
 * Publishes a merge as what was reviewed: under whoever merged it, with its change request and the approvals that counted.
 * Who agreed is judged once more, from what is written down.
 * @returns null when the commit is no merge of a change request.
 * @throws CommandError (3) before any environment was looked at.
 */
export async function publishMerge(parts: MergeParts, commit: string): Promise<PublishedMerge | null> {
  const { forge, history, people, project, now } = parts;
  const { repository } = history;
  const request = await forge.requestOf(commit);
  if (request === null) return null;
  const reading = await project.compile(await repository.loadProjectAt(commit, ''));
  const config = reading.result.project?.config;
  // It was compiled before the branch moved; a newer compiler may see it otherwise.
  if (config === undefined || reading.result.snapshots.size === 0) return null;
  const [parent = ''] = (await askGit(repository.place, ['rev-parse', `${commit}^1`])).split('\n');
  const { judgement } = await judgeChange({
    ...{ forge: 'local', repository, directory: '', people },
    ...{ before: parent, after: commit, alsoBy: [request.baseCommit], alsoRules: [] },
    ...{ evidence: await loadEvidence(forge, request.number), now: now(), cache: project.cache },
  });
  const merger = await forge.authorOf(commit);
  const publisher = merger === null ? localUser() : createPublisher(merger);
  const approvals = approvalsIn(judgement, `#${request.number}`);
  const reports = await publishAs(parts, config, reading, commit, publisher, approvals);
  return { number: request.number, reports };
}

/** What else the commit brings to an environment was saved before: the user's own files. */
function approvalsIn({ demands }: Judgement, changeRequest: string): ApprovalSource {
  return {
    async approvalsOf({ place }) {
      const own = demands.find(({ environment }) => environment === place.environment);
      if (own === undefined) return { kind: 'own-files' };
      const asked = [own, ...demands.filter(({ environment }) => environment === null)];
      const byPerson = new Map(asked.flatMap(({ approvals }) => approvals).map((each) => [each.person, each]));
      return {
        ...{ kind: 'judged', isMet: asked.every(({ isMet }) => isMet), needed: own.needed, changeRequest },
        approvals: [...byPerson.values()],
        missing: asked.flatMap(({ refusals }) => refusals.map(({ text }) => printable(text))),
      };
    },
  };
}
