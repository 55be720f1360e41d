/** Where changes are proposed, reviewed and merged: GitHub, or the local forge of `dev`. @see contract 10 */

/**
 * `github`: the pull requests of a repository on GitHub. `local`: real branches in the bare repository of `dev`, with
 * reviews in its database.
 */
export type ForgeKind = 'github' | 'local';

/** Somebody whom the forge itself has verified. */
export interface ForgeUser {
  /** `github:patlee`, `clerk:user_2pat`; null: an account that is gone, or one that nobody can tell. */
  readonly identity: string | null;
  /** Apps, actions and service accounts are bots. What cannot be told is a bot: bots never count. */
  readonly kind: 'human' | 'bot';
  /** For people to read; anybody's text. */
  readonly name: string;
  /** Roles that came with the verified identity, as `access` writes them: `clerk:org:admin`. */
  readonly claims: readonly string[];
}

/** Somebody who had a hand in a commit or a change request. Git's own fields are anybody's text: they can only exclude. */
export interface Author {
  readonly as: 'author' | 'committer' | 'co-author' | 'opener' | 'proposer';
  /** The verified identity, where the forge knows the account behind it. */
  readonly identity: string | null;
  readonly email: string | null;
  readonly name: string;
  readonly kind: 'human' | 'bot';
}

/** A commit of a change request. */
export interface ProposedCommit {
  readonly commit: string;
  readonly authors: readonly Author[];
}

export type ReviewVerdict = 'approved' | 'changes-requested' | 'commented' | 'dismissed';

/** What somebody may do in the repository, by the forge's own rules. */
export type Permission = 'admin' | 'write' | 'read' | 'none';

export interface Review {
  readonly by: ForgeUser;
  readonly verdict: ReviewVerdict;
  /** The head that was looked at, full id. */
  readonly commit: string;
  /** UTC epoch ms. */
  readonly at: number;
  readonly body: string;
  readonly permission: Permission;
  /**
   * It was given while the request was proposed to another branch, or before that branch was rewritten: the same head was
   * another change then.
   */
  readonly isOfOtherBase: boolean;
}

export interface ChangeRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly url: string | null;
  readonly state: 'open' | 'merged' | 'closed';
  /** Names of branches. */
  readonly branch: string;
  readonly base: string;
  /** The newest commit of the base branch that the branch stands on, and the branch's newest commit; full ids. */
  readonly baseCommit: string;
  readonly head: string;
  /** What it became on the base branch; null until it is merged. */
  readonly mergeCommit: string | null;
  readonly opener: ForgeUser;
  /**
   * The console's user behind a request that a bot opened, from FlagForge's own table, never from the request's text;
   * null: there is none, or it is not known here.
   */
  readonly proposer: ForgeUser | null;
  /** UTC epoch ms. */
  readonly openedAt: number;
  readonly updatedAt: number;
}

/** A file as it is to be: `path` in the repository, with `/`; `text` null: it goes. */
export interface ProposedFile {
  readonly path: string;
  readonly text: string | null;
}

/** A change to be proposed. */
export interface Proposal {
  /** One line, 1 to 200 characters. */
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  /** The commit of the base branch that the edits were made on, full id. */
  readonly baseCommit: string;
  readonly files: readonly ProposedFile[];
  /** Who proposes it; null: whoever the forge's own credentials belong to. */
  readonly proposer: ForgeUser | null;
}

export interface ChangedFile {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'removed';
  /** Where it was before a rename, which counts as removed there. */
  readonly previousPath: string | null;
}

/** How a merge stands. `conflicts`: paths that both sides changed. */
export type MergeState =
  | { readonly kind: 'mergeable' }
  | { readonly kind: 'conflicts'; readonly paths: readonly string[] }
  | { readonly kind: 'unknown' };

/**
 * One interface for both. Every method rejects with CommandError: 3 when the forge cannot be reached or answers with
 * something else than it promises, 2 for a request that is not there, 1 for what the forge refuses (a conflict, a head
 * that moved on, a review of one's own change).
 */
export interface Forge {
  readonly kind: ForgeKind;
  /** For messages: `github.com/acme/web-store`, `the local forge of flagforge dev`. */
  readonly name: string;
  /** The branch that is published. */
  baseBranch(): Promise<string>;
  /** The newest commit of the base branch. */
  baseCommit(): Promise<string>;
  /**
   * Opens a change request with one commit on top of `baseCommit`. The base branch may have moved on; a file that both
   * changed since is a conflict.
   */
  open(proposal: Proposal): Promise<ChangeRequest>;
  /** Adds a commit to an open request. @param expectedHead the head that the edits were made on: another one refuses. */
  update(
    number: number,
    expectedHead: string,
    change: Pick<Proposal, 'title' | 'files' | 'proposer'>,
  ): Promise<ChangeRequest>;
  /** Newest first. */
  list(filter: { readonly state: 'open' | 'all'; readonly limit: number }): Promise<readonly ChangeRequest[]>;
  read(number: number): Promise<ChangeRequest>;
  /** The request that a commit of the base branch came from by a merge; null: it was pushed without one. */
  requestOf(commit: string): Promise<ChangeRequest | null>;
  /** Oldest first; all of them, or it rejects: who wrote a change must never be known in part. */
  commits(number: number): Promise<readonly ProposedCommit[]>;
  /** Oldest first, all of them. */
  reviews(number: number): Promise<readonly Review[]>;
  files(number: number): Promise<readonly ChangedFile[]>;
  mergeState(number: number): Promise<MergeState>;
  /**
   * Writes a comment, or rewrites its own one with the same marker.
   * @param marker a word, hidden in the comment.
   * @param onlyRewrite writes nothing where there is none yet: what has nothing to say disturbs nobody.
   */
  comment(number: number, marker: string, markdown: string, onlyRewrite?: boolean): Promise<void>;
}

/** What only the local forge does: on GitHub, people review and merge there. */
export interface LocalForge extends Forge {
  readonly kind: 'local';
  /** @param head what was looked at: another head by now refuses. Reviewing one's own change is refused. */
  review(
    number: number,
    given: {
      readonly by: ForgeUser;
      readonly head: string;
      readonly verdict: 'approved' | 'changes-requested' | 'commented';
      readonly body: string;
    },
  ): Promise<Review>;
  /** Merges what was approved: another head by now refuses, and so do conflicts and a merged tree with errors. */
  merge(number: number, given: { readonly by: ForgeUser; readonly head: string }): Promise<ChangeRequest>;
  close(number: number, by: ForgeUser): Promise<ChangeRequest>;
}
