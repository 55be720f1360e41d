/** The words of a proposal: its branch, its commit's message, and what may not be in them. Pure. */
import { randomBytes } from 'node:crypto';
import { codedError } from '../../coded-error.ts';
import type { CommandError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import type { ForgeUser, Proposal, ProposedFile } from '../forge.ts';
import { PROPOSED_BY } from './commit-authors.ts';

const MAX_TITLE = 200;
/** GitHub takes 65,536 characters. */
const MAX_BODY = 60_000;
const MAX_SLUG = 40;

/** @throws CommandError (2, FF4117) for a proposal that cannot be one. */
export function checkProposal({ title, files }: Pick<Proposal, 'title' | 'files'>, body = ''): void {
  if (title.trim() === '' || /[\r\n]/.test(title) || title.length > MAX_TITLE) {
    throw impossible(`its title is one line of 1 to ${MAX_TITLE} characters`);
  }
  if (body.length > MAX_BODY) throw impossible(`its text has ${MAX_BODY} characters at most`);
  if (files.length === 0) throw impossible('it changes no file');
  if (new Set(files.map(({ path }) => path)).size < files.length) throw impossible('it names a file twice');
  const wrong = files.find(({ path }) => !isPlainPath(path));
  if (wrong !== undefined) throw impossible(`${JSON.stringify(wrong.path)} is no path in a repository`);
}

const impossible = (why: string): CommandError => codedError(EXIT.usage, 'FF4117', { why });

/** Relative, with `/`, and nothing that git or a file system reads in another way. */
function isPlainPath(path: string): boolean {
  const steps = path.split('/');
  const isPlain = (step: string): boolean => !/^(?:|\.|\.\.|\.git|git~1)$/i.test(step) && !/[. ]$/.test(step);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in it
  return steps.every(isPlain) && !/[\\:*?"<>|\u0000-\u001f\u007f]/.test(path) && path.length <= 1024;
}

/** `flagforge/raise-new-checkout-3f9c1a`. */
export function branchName(title: string): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replace(/^-+|-+$/g, '');
  return `flagforge/${slug === '' ? 'change' : slug}-${randomBytes(5).toString('hex')}`;
}

/** The trailer only shows who is behind the commit, and can only exclude them from approving it. */
export function commitMessage(title: string, proposer: ForgeUser | null): string {
  const identity = proposer?.identity ?? null;
  if (identity === null || /\s/.test(identity)) return title;
  return `${title}\n\n${PROPOSED_BY}: ${identity}`;
}

/** A tree's entries for these files. */
export const treeEntries = (files: readonly ProposedFile[]) =>
  files.map(({ path, text }) => {
    const entry = { path, mode: '100644', type: 'blob' } as const;
    return text === null ? { ...entry, sha: null } : { ...entry, content: text };
  });
