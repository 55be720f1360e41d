/** The remote repository that anchors go to. Nothing here ever asks anybody anything, or forces anything. */
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { askGit, type GitPlace, type GitRun, runGit } from './run-git.ts';

/** The branch of anchors: a branch and not a tag or a note, because hosts protect, and clones bring along, only those. */
export const ANCHOR_BRANCH = 'flagforge-audit';
export const ANCHOR_REF = `refs/heads/${ANCHOR_BRANCH}`;

/** How long one exchange with the remote may take. */
const NETWORK_LIMIT_MS = 30_000;

/**
 * `faster`: somebody else moved the branch meanwhile. `refused`: it does not take it from us at all; `said` is why.
 */
export type PushOutcome =
  | { readonly kind: 'pushed' }
  | { readonly kind: 'faster' }
  | { readonly kind: 'refused'; readonly said: string };

/** The remote of a repository that anchors go to: `origin`, else the only one; null: there is none, or no telling which. */
export async function anchorRemote(place: GitPlace): Promise<string | null> {
  const names = (await askGit(place, ['remote'])).split('\n').filter((name) => name !== '');
  if (names.includes('origin')) return 'origin';
  const [only] = names;
  return names.length === 1 && only !== undefined ? only : null;
}

/**
 * The tip of the branch at the remote; null: it does not have the branch.
 * @throws CommandError (3, FF4025) when the remote cannot be asked.
 */
export async function remoteTip(place: GitPlace, remote: string): Promise<string | null> {
  const run = await talk(place, remote, ['ls-remote', '--end-of-options', remote, ANCHOR_REF]);
  const line = run.stdout
    .toString('utf8')
    .split('\n')
    .find((text) => text.endsWith(`\t${ANCHOR_REF}`));
  return line === undefined ? null : line.slice(0, line.indexOf('\t'));
}

/** Brings the objects of the branch here. No ref of the user's is moved. @throws CommandError (3, FF4025) */
export async function fetchBranch(place: GitPlace, remote: string): Promise<void> {
  const quietly = ['--quiet', '--no-tags', '--no-write-fetch-head', '--refmap=', '--recurse-submodules=no'];
  await talk(place, remote, ['fetch', ...quietly, '--end-of-options', remote, ANCHOR_REF]);
}

/**
 * Brings the objects of any ref here. No ref of the user's is moved.
 * @param ref a full name, made by us: `refs/pull/118/head`.
 * @returns null; else why it could not be brought, in words of git or of the server.
 */
export async function fetchRef(place: GitPlace, remote: string, ref: string): Promise<string | null> {
  const quietly = ['--quiet', '--no-tags', '--no-write-fetch-head', '--refmap=', '--recurse-submodules=no'];
  const words = ['fetch', ...quietly, '--end-of-options', remote, ref];
  const run = await runGit(await withoutQuestions(place), words, { limitMs: NETWORK_LIMIT_MS, isDetached: true });
  return run.exitCode === 0 ? null : saidBy(run, '');
}

/** Moves the branch at the remote to a commit that descends from what it has. @throws CommandError (3) on a time-out. */
export async function pushCommit(place: GitPlace, remote: string, commit: string): Promise<PushOutcome> {
  const options = ['--porcelain', '--no-verify', '--no-signed', '--no-follow-tags', '--recurse-submodules=no'];
  const words = ['push', ...options, '--end-of-options', remote, `${commit}:${ANCHOR_REF}`];
  const run = await runGit(await withoutQuestions(place), words, { limitMs: NETWORK_LIMIT_MS, isDetached: true });
  if (run.exitCode === 0) return { kind: 'pushed' };
  // `!`, the refs, `[rejected] (fetch first)`
  const status = /^!\t[^\t]*\t(.*)$/m.exec(run.stdout.toString('utf8'))?.[1] ?? '';
  if (FASTER.test(status)) return { kind: 'faster' };
  return { kind: 'refused', said: saidBy(run, status) };
}

/** What git and its servers say when the branch is no longer where it was, or somebody is moving it right now. */
const FASTER =
  /^\[rejected\] \((?:fetch first|non-fast-forward|stale info)\)|^\[remote rejected\] \((?:failed to update ref|incorrect old value provided|cannot lock ref.*|.*reference already exists.*|non-fast-forward)\)/;

async function talk(place: GitPlace, remote: string, words: readonly string[]): Promise<GitRun> {
  const failed = (said: string): CommandError => codedError(EXIT.outside, 'FF4025', { remote, said });
  try {
    const run = await runGit(await withoutQuestions(place), words, { limitMs: NETWORK_LIMIT_MS, isDetached: true });
    if (run.exitCode !== 0) throw failed(saidBy(run, ''));
    return run;
  } catch (error) {
    if (error instanceof CommandError && error.code === 'FF4009') throw failed(error.message);
    throw error;
  }
}

/** The reason that a server gives is in the lines that it sends along; git's own words are about the symptom. */
function saidBy({ stderr }: GitRun, status: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const server = lines.find((line) => /^remote: (?:error|fatal|GitLab)/i.test(line)) ?? '';
  const client = lines.find((line) => /^(?:fatal|error|ssh|.*: Permission denied)/.test(line)) ?? '';
  const said = [server.replace(/^remote: (?:error: )?/i, ''), status.replace(/^\[(.*?)\] /, '$1 ')]
    .filter((text) => text !== '')
    .join(', ');
  const text = said === '' ? client.replace(/^(?:fatal|error): /, '') : said;
  return text === '' ? 'it gave no reason' : withoutPassword(text);
}

/** An address may hold one. */
const withoutPassword = (text: string): string => text.replace(/(\w+:\/\/)[^/@\s]+@/g, '$1');

/** ssh in batch mode. Only where it is plainly ssh: other programs do not know the option. */
async function withoutQuestions(place: GitPlace): Promise<GitPlace> {
  const { GIT_SSH_COMMAND, GIT_SSH } = place.env;
  if (GIT_SSH_COMMAND !== undefined || GIT_SSH !== undefined) return place;
  const configured = (await runGit(place, ['config', '--get', 'core.sshCommand'])).stdout.toString('utf8').trim();
  const command = configured === '' ? 'ssh' : configured;
  if (!/^(?:\S*\/)?ssh(?:\s|$)/.test(command)) return place;
  return { ...place, env: { ...place.env, GIT_SSH_COMMAND: `${command} -oBatchMode=yes` } };
}
