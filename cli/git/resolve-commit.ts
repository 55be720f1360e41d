import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import { suggestName } from '../compile/index.ts';
import { EXIT } from '../exit-codes.ts';
import { askGit, type GitPlace, runGit } from './run-git.ts';

/** Full ids only: 40 hex digits, 64 in repositories that use SHA-256. */
const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** How many candidates of a short id are named. */
const MAX_CANDIDATES = 5;

/**
 * Lets an id through to git, and nothing else. Options and names that users typed would be read by `log` and its kin as
 * options (`--output=` writes files); a full id is never one.
 * @throws TypeError for anything else: it is our bug.
 */
export function fullId(commit: string): string {
  if (!FULL_ID.test(commit)) throw new TypeError('not a full commit id');
  return commit;
}

/** Whether a text is a full commit id as git writes it. */
export const isFullId = (text: string): boolean => FULL_ID.test(text);

/**
 * The full id of the commit that a user's words name: a branch, a tag, a short id, `HEAD~2`.
 * @throws CommandError (2) when there is none, or when a short id stands for several.
 */
export async function resolveCommit(place: GitPlace, ref: string): Promise<string> {
  if (ref !== '' && !ref.includes('\0')) {
    const run = await runGit(place, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`]);
    const id = run.stdout.toString('latin1').trim();
    if (run.exitCode === 0 && FULL_ID.test(id)) return id;
    if (/ambiguous/.test(run.stderr)) {
      const candidates = await candidatesOf(place, ref);
      if (candidates.length > 1) throw codedError(EXIT.usage, 'FF4005', { ref, candidates });
    }
  }
  throw await notFound(place, ref);
}

async function candidatesOf(place: GitPlace, ref: string): Promise<string[]> {
  if (!/^[0-9a-f]+$/i.test(ref)) return [];
  const ids = (await askGit(place, ['rev-parse', `--disambiguate=${ref}`])).split('\n');
  const types = await askGit(place, ['cat-file', '--batch-check'], { input: ids.map((id) => `${id}\n`) });
  const commits = types.split('\n').filter((line) => line.split(' ')[1] === 'commit');
  return commits.slice(0, MAX_CANDIDATES).map((line) => line.slice(0, Math.max(12, ref.length + 2)));
}

async function notFound(place: GitPlace, ref: string): Promise<CommandError> {
  const run = await runGit(place, ['rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD^{commit}']);
  if (ref === 'HEAD' && run.exitCode !== 0) return codedError(EXIT.usage, 'FF4006', {});
  const names = (
    await askGit(place, ['for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags', 'refs/remotes'])
  )
    .split('\n')
    .map((name) => name.replace(/^refs\/(?:heads|tags|remotes)\//, ''));
  // `release` where only `origin/release` is here: a clone has just one branch of its own.
  const remote = names.find((name) => name.endsWith(`/${ref}`) && ref !== '');
  const suggestion = remote ?? suggestName(ref, names);
  const isId = /^[0-9a-f]{7,64}$/i.test(ref);
  const isShallow = (await askGit(place, ['rev-parse', '--is-shallow-repository'])) === 'true';
  return codedError(EXIT.usage, 'FF4004', { ref, isId, isShallow, ...(suggestion !== undefined && { suggestion }) });
}
