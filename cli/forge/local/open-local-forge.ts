/** The forge of `flagforge dev`: real branches in its own bare repository, reviews in its database. @see contract 10 */
import { userInfo } from 'node:os';
import { codedError } from '../../coded-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { mergeTrees } from '../../git/merge-trees.ts';
import { repositoryAt } from '../../git/repository.ts';
import { loadTreeChanges } from '../../git/tree-changes.ts';
import type { ChangedFile, ForgeUser, LocalForge } from '../forge.ts';
import { readAuthors, readCommits, readRef, sweepDrafts } from './commits.ts';
import { BASE_BRANCH, BASE_REF, type LocalForgeParts, permissionOf } from './local-parts.ts';
import { mergingAlone } from './merge-lock.ts';
import { mergeRequest } from './merge-request.ts';
import { openRequest, readAll, refuseClosed, updateRequest, verifiedProposer } from './propose.ts';
import { type RepairedMerge, repairMerge } from './repair-merge.ts';
import { listRequests, readRequest, readRequestOf, readReviews, updateOpen } from './request-rows.ts';
import { reviewRequest } from './review-request.ts';
import { isVerified, type VerifiedUser } from './signature.ts';

/** The local forge, and what only `dev` does with it. */
export interface OpenLocalForge extends LocalForge {
  /**
   * Runs work while nothing is being merged, by no process, after a merge that was cut off was finished.
   * @param work gets what was finished; null: there was nothing.
   */
  settled<Result>(work: (repaired: RepairedMerge | null) => Promise<Result>): Promise<Result>;
  /** The verified identity of whoever made a commit here: of a merge, who merged. null: this forge did not make it. */
  authorOf(commit: string): Promise<string | null>;
  /** What `comment` wrote, oldest marker first. */
  comments(number: number): Promise<readonly { readonly marker: string; readonly markdown: string }[]>;
}

/**
 * Opens the local forge of a project, from any process: the running `dev`, or a command beside it. Nothing is held open;
 * the database is the caller's. Paths of its files are relative to the project's folder.
 */
export function openLocalForge(parts: LocalForgeParts): OpenLocalForge {
  const { place, database, organization, project } = parts;
  const repository = repositoryAt({ root: place.folder, gitDir: place.folder, prefix: '', isBare: true }, place);
  const local = localUser();
  const baseCommit = async (): Promise<string> => {
    const tip = await readRef(place, BASE_REF);
    if (tip === null) throw codedError(EXIT.usage, 'FF4164', {});
    return tip;
  };
  const verified = (by: ForgeUser): VerifiedUser => {
    if (isVerified(by)) return by;
    throw codedError(EXIT.findings, 'FF4158', { who: by.name, why: 'nobody verified who it is' });
  };
  const mayWrite = (by: VerifiedUser): boolean => ['write', 'admin'].includes((parts.permissionOf ?? permissionOf)(by));
  const writer = (by: ForgeUser, act: string): VerifiedUser => {
    const user = verified(by);
    if (mayWrite(user)) return user;
    throw codedError(EXIT.findings, 'FF4169', { who: user.name, act });
  };
  const inTransaction = { as: 'publisher', organization } as const;
  return {
    kind: 'local',
    name: 'the local forge of flagforge dev',
    baseBranch: async () => BASE_BRANCH,
    baseCommit,
    open: (proposal) => openRequest(parts, repository, proposal, verifiedProposer(proposal.proposer, local)),
    update: (number, expectedHead, change) =>
      updateRequest(parts, repository, number, expectedHead, change, verifiedProposer(change.proposer, local)),
    list: ({ state, limit }) => listRequests(database, parts, state === 'open', limit),
    read: async (number) => (await readAll(parts, number)).request,
    requestOf: (commit) => readRequestOf(database, parts, commit),
    async commits(number) {
      const { request } = await readAll(parts, number);
      return readCommits(place, request.baseCommit, request.head);
    },
    reviews: (number) =>
      database.transaction({ ...inTransaction, isReadOnly: true }, async (tx) => {
        await readRequest(tx, parts, number);
        return readReviews(tx, parts, number);
      }),
    async files(number) {
      const { request } = await readAll(parts, number);
      const changes = await loadTreeChanges(place, request.baseCommit, request.head);
      return changes.map(({ path, before, after }): ChangedFile => {
        const status = before === null ? 'added' : after === null ? 'removed' : 'modified';
        return { path, status, previousPath: null };
      });
    },
    async mergeState(number) {
      const { request } = await readAll(parts, number);
      if (request.state !== 'open') return { kind: 'unknown' };
      const merged = await mergeTrees(place, await baseCommit(), request.head);
      return merged.kind === 'merged' ? { kind: 'mergeable' } : { kind: 'conflicts', paths: merged.paths };
    },
    async comment(number, marker, markdown, onlyRewrite = false) {
      await database.transaction(inTransaction, async (tx) => {
        await readRequest(tx, parts, number);
        await tx.query(
          `update flagforge.change_requests set comments = comments || jsonb_build_object($4::text, $5::text)
           where organization = $1 and project = $2 and number = $3
             and (not $6::boolean or jsonb_exists(comments, $4::text))`,
          [organization, project, number, marker, markdown, onlyRewrite],
        );
      });
    },
    comments: (number) =>
      database.transaction({ ...inTransaction, isReadOnly: true }, async (tx) => {
        await readRequest(tx, parts, number);
        return tx.query<{ readonly marker: string; readonly markdown: string }>(
          `select c.key as marker, c.value as markdown
           from flagforge.change_requests r, jsonb_each_text(r.comments) c
           where r.organization = $1 and r.project = $2 and r.number = $3 order by c.key`,
          [organization, project, number],
        );
      }),
    authorOf: async (commit) => (await readAuthors(place, commit))[0]?.identity ?? null,
    review: (number, given) => reviewRequest(parts, repository, number, given),
    merge: async (number, { by, head }) => {
      const merger = writer(by, 'merge');
      return mergingAlone(place, async () => {
        await repairMerge(parts, repository);
        return mergeRequest(parts, repository, number, head, merger);
      });
    },
    close: async (number, by) => {
      const closer = verified(by);
      return database.transaction(inTransaction, async (tx) => {
        const { request } = await readRequest(tx, parts, number, true);
        refuseClosed(request);
        if (request.opener.identity !== closer.identity) writer(closer, 'close');
        await updateOpen(tx, parts, number, { state: 'closed', closed_by: closer.identity }, ', closed_at = now()');
        return (await readRequest(tx, parts, number)).request;
      });
    },
    settled: (work) =>
      mergingAlone(place, async () => {
        const repaired = await repairMerge(parts, repository);
        await sweepDrafts(place, parts.now?.() ?? Date.now());
        return work(repaired);
      }),
  };
}

/** Whoever runs this: the folder with the repository is theirs. */
function localUser(): VerifiedUser {
  const name = userName().replace(/[^\w.@-]/g, '_');
  return { identity: `local:${name}`, kind: 'human', name, claims: [] };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number that no list of users has.
    return String(process.getuid?.() ?? 'unknown');
  }
}
