import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { codedError } from '../coded-error.ts';
import type { ProjectConfig } from '../compile/index.ts';
import { EXIT } from '../exit-codes.ts';
import { openRepository } from '../git/repository.ts';
import { makeFolder } from '../make-folder.ts';
import { replaceFile } from '../replace-file.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CodeOwners, renderCodeOwners } from './code-owners.ts';

export interface WrittenCodeOwners extends Pick<CodeOwners, 'leftOut'> {
  /** Relative to where the command runs. */
  readonly file: string;
  readonly change: 'written' | 'updated' | 'none';
}

/** Where GitHub looks, in its order. */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/**
 * Writes who owns the flags into CODEOWNERS of the repository that the project lies in.
 * @throws CommandError (2) where `access` names nobody, or there is no repository; (3) when it cannot be written.
 */
export async function writeCodeOwners(
  terminal: Terminal,
  directory: string,
  config: ProjectConfig,
): Promise<WrittenCodeOwners> {
  const { root, prefix } = await openRepository(directory, terminal.env);
  const place = PLACES.find((path) => existsSync(join(root, path))) ?? PLACES[0];
  const path = join(root, place);
  const existing = existsSync(path) ? readFileSync(path, 'utf8') : null;
  const rendered = renderCodeOwners(existing, config, prefix);
  if (rendered === null) throw codedError(EXIT.usage, 'FF4300', {});
  const file = relative(terminal.cwd, path);
  const { text, leftOut } = rendered;
  if (text === existing) return { file, leftOut, change: 'none' };
  makeFolder(dirname(path));
  await replaceFile(path, text, file);
  return { file, leftOut, change: existing === null ? 'written' : 'updated' };
}
