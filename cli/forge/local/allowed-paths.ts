import { codedError } from '../../coded-error.ts';
import type { CommandError } from '../../command-error.ts';
import { includePathsOf, roleOf, type SourceFile } from '../../compile/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { MAX_READ_BYTES } from '../../project-files.ts';
import type { ProposedFile } from '../forge.ts';

const MAX_FILES = 1_000;
const MAX_PATH = 512;

/** Plain names only: no step that begins with a dot, no backslash, no control character, nothing that a shell or git reads. */
const PLAIN_PATH = /^(?:[A-Za-z0-9_][A-Za-z0-9._ @+=-]*\/)*[A-Za-z0-9_][A-Za-z0-9._ @+=-]*$/;

/** A segment may include any file; one that a change brings along must look like a list, not like code beside the flags. */
const LIST = /\.(?:txt|csv|tsv|list)$/;

/**
 * Lets the files of a project through and nothing else: what contract 2 names, and the lists that its segments include.
 * Nothing here reads the disk: what a link would make of a path is asked when it is written.
 * @param base the project's files as they are on the base.
 * @throws CommandError (1): FF4159 for a path, FF4162 for a text.
 */
export function checkProposedFiles(files: readonly ProposedFile[], base: readonly SourceFile[]): void {
  if (files.length > MAX_FILES) throw refused(`it has ${files.length} files, and ${MAX_FILES} are the most`);
  const proposed = new Map(files.map((file) => [file.path, file.text]));
  if (proposed.size < files.length) throw refused('a file is named twice');
  const after = [
    ...base.filter(({ path }) => !proposed.has(path)),
    ...files.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }])),
  ];
  // A list that is included now may be taken away together with its segment.
  const known = new Set(includePathsOf(base));
  const included = new Set([...known, ...includePathsOf(after).filter((path) => known.has(path) || LIST.test(path))]);
  for (const { path, text } of files) {
    const why = whyNot(path, included);
    if (why !== null) throw codedError(EXIT.findings, 'FF4159', { path, why });
    if (text !== null) checkText(path, text);
  }
}

function whyNot(path: string, included: ReadonlySet<string>): string | null {
  if (path.length > MAX_PATH) return 'its name is too long';
  if (!PLAIN_PATH.test(path) || /[ .](?:\/|$)/.test(path)) return 'its name is not a plain one';
  if (path.split('/').some((step) => /^(?:node_modules|con|prn|aux|nul|(?:com|lpt)\d)(?:\.|$)/i.test(step)))
    return 'its name is reserved';
  const role = roleOf(path);
  if (role.kind === 'other') return included.has(path) ? null : 'it is no list (.txt, .csv) that a segment includes';
  if (role.kind === 'refused' || (role.kind !== 'project' && role.finding !== null)) return 'it is none that is read';
  return null;
}

function checkText(path: string, text: string): void {
  if (/\p{Surrogate}/u.test(text)) throw refused(`${path} holds half of a character`);
  if (text.includes('\0')) throw refused(`${path} holds a NUL`);
  if (Buffer.byteLength(text) > MAX_READ_BYTES) throw refused(`${path} is larger than 1 MiB`);
}

/** A proposal that is none. */
export const refused = (why: string): CommandError => codedError(EXIT.findings, 'FF4162', { why });
