import { join } from 'node:path';
import type { Words } from '../command-line/command.ts';
import { labelOf } from '../diagnostics/reporters/index.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type FormattedFile, formatProject } from '../formatting/format-project.ts';
import { loadProjectFolder, renderFindings } from '../open-project.ts';
import { replaceFile } from '../replace-file.ts';
import { countOf } from '../terminal/count.ts';
import { createProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface FmtOptions {
  readonly dir: string;
  readonly check?: true;
  readonly json?: true;
}

/** `flagforge fmt`: formats files, or with --check only names them. Exit 1 for files that cannot be read, or to be formatted. */
export async function fmt(terminal: Terminal, options: FmtOptions, words: Words): Promise<ExitCode> {
  const project = await loadProjectFolder(terminal, options.dir);
  const chosen = Array.isArray(words[0]) ? words[0] : [];
  const progress = createProgress(terminal, 'formatting');
  const choice = { cwd: terminal.cwd, directory: project.directory, chosen };
  const files = formatProject(project.files, choice, progress.update);
  progress.end();
  const changed = files.filter(({ text }) => text !== null);
  if (options.check !== true) {
    for (const { path, text } of changed) {
      if (text !== null) await replaceFile(join(project.directory, path), text, labelOf(options.dir, path));
    }
  }
  const isFound = files.some(({ diagnostics, problem }) => diagnostics.length > 0 || problem !== null);
  if (options.json === true)
    await terminal.out.write(`${JSON.stringify(fmtJson(files, options.check === true), null, 2)}\n`);
  else await report(terminal, options, files, { label: options.dir, files: project.files });
  return isFound || (options.check === true && changed.length > 0) ? EXIT.findings : EXIT.clean;
}

function fmtJson(files: readonly FormattedFile[], isCheck: boolean): unknown {
  return {
    files: files.map(({ path, text, problem, diagnostics }) => {
      const state = text !== null ? (isCheck ? 'unformatted' : 'formatted') : 'unchanged';
      const reason = problem ?? diagnostics[0]?.message;
      return reason === undefined ? { file: path, state } : { file: path, state: 'skipped', problem: reason };
    }),
  };
}

async function report(
  { out, err }: Terminal,
  { dir, check }: FmtOptions,
  files: readonly FormattedFile[],
  project: Parameters<typeof renderFindings>[1],
): Promise<void> {
  const changed = files.filter(({ text }) => text !== null);
  for (const { path } of changed) await out.write(`${labelOf(dir, path)}\n`);
  for (const { path, problem, diagnostics } of files) {
    if (problem !== null) await err.write(`${labelOf(dir, path)} is left as it is: ${problem}\n`);
    if (diagnostics.length > 0) await err.write(renderFindings(err, project, diagnostics));
  }
  const skipped = files.filter(({ problem, diagnostics }) => problem !== null || diagnostics.length > 0).length;
  const rest = skipped === 0 ? '' : `, ${skipped} left as they are`;
  const summary =
    changed.length === 0
      ? `${countOf(files.length, 'file')}: nothing to format${rest}`
      : check === true
        ? `${changed.length} of ${countOf(files.length, 'file')} not formatted${rest}: run  flagforge fmt${dir === 'flags' ? '' : ` --dir ${dir}`}`
        : `formatted ${changed.length} of ${countOf(files.length, 'file')}${rest}`;
  await err.write(`${summary}\n`);
}
