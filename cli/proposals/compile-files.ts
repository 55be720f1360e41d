import { type CompileResult, compileProject, type SourceFile } from '../compile/index.ts';
import { defaultCacheFolder, openDiskCache } from '../compile-cache.ts';
import { loadJsonValidator } from '../open-project.ts';
import { nodeSha256 } from '../project.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { loadVersion } from '../version.ts';

/** Compiles files that are not on the disk; what was compiled before is remembered. @param directory the project's folder. */
export async function compileFiles(
  terminal: Terminal,
  directory: string,
  files: readonly SourceFile[],
): Promise<CompileResult> {
  const compiler = `flagforge ${loadVersion()}`;
  const cache = openDiskCache({ directory, compiler, folder: defaultCacheFolder(terminal.env) });
  const validateJson = await loadJsonValidator(files);
  const result = compileProject(files, { now: terminal.now(), compiler, cache, sha256: nodeSha256, validateJson });
  cache.save();
  return result;
}

/** The files with these changes made. */
export function withFiles(
  files: readonly SourceFile[],
  changed: readonly { readonly path: string; readonly text: string | null }[],
): SourceFile[] {
  const paths = new Set(changed.map(({ path }) => path));
  return [
    ...files.filter(({ path }) => !paths.has(path)),
    // As a loader gives texts: without a byte order mark.
    ...changed.flatMap(({ path, text }) => (text === null ? [] : [{ path, text: text.replace(/^\ufeff/, '') }])),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether nothing can be made of it. */
export const hasErrors = ({ diagnostics }: CompileResult): boolean =>
  diagnostics.some(({ severity }) => severity === 'error');
