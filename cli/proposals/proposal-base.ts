/** What a proposal is made on: the newest commit of the branch that is published, and the files of the project in it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codedError } from '../coded-error.ts';
import type { SourceFile } from '../compile/index.ts';
import { stateFolders } from '../embedded/state-folder.ts';
import { EXIT } from '../exit-codes.ts';
import type { ChangeRequest, Forge, ForgeUser } from '../forge/forge.ts';
import { privateGitEnvironment } from '../git/git-environment.ts';
import { anchorRemote, fetchRef } from '../git/remote.ts';
import { openRepository, type Repository, repositoryAt } from '../git/repository.ts';
import { runGit } from '../git/run-git.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface ProposalBase {
  readonly forge: Forge;
  readonly repository: Repository;
  /** Full id. */
  readonly commit: string;
  /** The project's folder in the repository, with `/`; '' for its root. */
  readonly directory: string;
  readonly files: readonly SourceFile[];
}

/** A change of a project's files: `path` relative to the project's folder; `text` null: it goes. */
export interface DraftFile {
  readonly path: string;
  readonly text: string | null;
}

export interface ProposalDraft {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly files: readonly DraftFile[];
}

/**
 * Reads the base branch as the forge has it, so that a clone that is behind proposes on what is there.
 * @param directory the project's folder, absolute.
 * @throws CommandError (2) without a repository or a project in that commit; (3, FF4224) when the commit cannot be fetched.
 */
export async function openProposalBase(terminal: Terminal, directory: string, forge: Forge): Promise<ProposalBase> {
  const repository =
    forge.kind === 'local' ? localRepository(terminal, directory) : await openRepository(directory, terminal.env);
  const commit = await forge.baseCommit();
  if (!(await repository.has(commit))) await fetchBase(repository, forge, commit);
  const files = await repository.loadProjectAt(commit, repository.prefix);
  return { forge, repository, commit, directory: repository.prefix, files };
}

/** The repository of `dev`: its root is the project's folder. */
function localRepository(terminal: Terminal, directory: string): Repository {
  const folders = stateFolders(directory).map((state) => join(state, 'history.git'));
  const folder = folders.find((path) => existsSync(join(path, 'HEAD'))) ?? join(directory, '.flagforge', 'history.git');
  const place = { folder, env: privateGitEnvironment(terminal.env) };
  return repositoryAt({ root: folder, gitDir: folder, prefix: '', isBare: true }, place);
}

async function fetchBase({ place, has }: Repository, forge: Forge, commit: string): Promise<void> {
  const branch = await forge.baseBranch();
  const remote = await anchorRemote(place);
  const problem = remote === null ? 'this clone has no remote' : await fetchRef(place, remote, `refs/heads/${branch}`);
  if (await has(commit)) return;
  throw codedError(EXIT.outside, 'FF4224', {
    ...{ commit: commit.slice(0, 7), branch, forge: forge.name },
    said: problem ?? 'git fetched the branch, and the commit was not in it',
  });
}

/**
 * The text of a file as a commit has it, with its byte order mark where it has one.
 * @param path relative to the project's folder.
 * @returns null: there is no such file, or it is no text.
 */
export async function loadTextAt(
  { place }: Repository,
  commit: string,
  directory: string,
  path: string,
): Promise<string | null> {
  const name = directory === '' ? path : `${directory}/${path}`;
  // It begins with a full id, so that it is no option, whatever the path.
  const run = await runGit(place, ['cat-file', 'blob', `${commit}:${name}`]);
  if (run.exitCode !== 0) return null;
  const text = run.stdout.toString('utf8');
  return Buffer.from(text, 'utf8').equals(run.stdout) ? text : null;
}

/** Opens the change request. @throws CommandError as `Forge.open`. */
export function openProposal(
  { forge, commit, directory }: ProposalBase,
  { title, body, files }: ProposalDraft,
  proposer: ForgeUser | null,
): Promise<ChangeRequest> {
  const within = (path: string): string => (directory === '' ? path : `${directory}/${path}`);
  return forge.open({
    ...{ title: shortTitle(title), body, baseCommit: commit, proposer },
    files: files.map(({ path, text }) => ({ path: within(path), text })),
  });
}

const MAX_TITLE = 200;

/** One line that every forge takes. */
function shortTitle(title: string): string {
  const line = title.replace(/[\p{Cc}\p{Surrogate}\u2028\u2029]+/gu, ' ').trim();
  return line.length <= MAX_TITLE ? line : `${line.slice(0, MAX_TITLE - 3)}...`;
}
