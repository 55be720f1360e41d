import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, errorCodeOf, outsideError, usageError } from '../command-error.ts';
import type { Words } from '../command-line/command.ts';
import { compileProject, isFlagKey } from '../compile/index.ts';
import { labelOf } from '../diagnostics/reporters/index.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { askForFlag } from '../new-flag/ask.ts';
import { findOwner } from '../new-flag/find-owner.ts';
import { type DraftOptions, draftFlag } from '../new-flag/flag-draft.ts';
import { renderFlagFile } from '../new-flag/render-flag-file.ts';
import { type OpenProject, openProject, renderFindings, reportErrors } from '../open-project.ts';
import { nodeSha256 } from '../project.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface NewOptions extends DraftOptions {
  readonly dir: string;
  readonly yes?: true;
  readonly json?: true;
}

/** `flagforge new`: writes the file of a new flag. */
export async function newFlag(terminal: Terminal, options: NewOptions, words: Words): Promise<ExitCode> {
  const key = String(words[0])
    .replace(/^.*[/\\]/, '')
    .replace(/\.yaml$/, '');
  if (!isFlagKey(key)) throw badKey(key);
  const project = await openProject(terminal, options.dir);
  const config = project.result.project?.config;
  if (config === undefined) {
    await reportErrors(terminal, project);
    return EXIT.findings;
  }
  refuseTaken(project, key);
  const owner = options.owner ?? (await findOwner(project.directory));
  const isAsking =
    options.yes !== true && options.json !== true && terminal.stdin.isTTY === true && terminal.err.isTerminal;
  const wanted = isAsking ? await askForFlag(terminal, key, options, owner) : options;
  const text = renderFlagFile(draftFlag(key, wanted, { config, owner, now: terminal.now() }), modelineOf(project));
  const path = `${key}.yaml`;
  const files = [...project.files, { path, text }];
  const { diagnostics } = compileProject(files, { now: terminal.now(), sha256: nodeSha256 });
  const own = diagnostics.filter(({ file }) => file === path);
  if (own.some(({ severity }) => severity === 'error')) {
    await terminal.err.write(renderFindings(terminal.err, { label: project.label, files }, own));
    throw new CommandError(EXIT.usage, 'with these options the file would have errors, so nothing was written');
  }
  await writeNew(join(project.directory, path), text, labelOf(project.label, path));
  if (options.json === true)
    await terminal.out.write(`${JSON.stringify({ flag: key, file: labelOf(project.label, path) })}\n`);
  else await terminal.out.write(`wrote ${labelOf(project.label, path)}\n`);
  if (own.length > 0) await terminal.err.write(renderFindings(terminal.err, { label: project.label, files }, own));
  return EXIT.clean;
}

function badKey(key: string): CommandError {
  const mended = key
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '');
  const rule =
    'a key is a small letter or digit, then small letters, digits, dots, dashes and underscores, 100 characters at most';
  return usageError(
    `${JSON.stringify(key)} cannot be the key of a flag`,
    rule,
    ...(isFlagKey(mended) && mended !== key ? [`did you mean: flagforge new ${mended}`] : []),
  );
}

function refuseTaken(project: OpenProject, key: string): void {
  if (!project.files.some(({ path }) => path === `${key}.yaml`)) return;
  const file = labelOf(project.label, `${key}.yaml`);
  const flag = project.result.project?.flags.find((candidate) => candidate.key === key);
  if (flag?.archived === true) {
    throw usageError(
      `the flag ${key} was archived, and its key cannot be used again (${file})`,
      'code that was never updated would get the new flag; choose another key',
    );
  }
  throw usageError(`there is a flag ${key} already: ${file}`, 'edit that file, or choose another key');
}

/** The line with which the project's flag files name their schema for editors. */
function modelineOf({ files }: OpenProject): string | null {
  const lines = files
    .filter(({ path }) => !path.includes('/') && path !== 'flagforge.yaml' && !path.endsWith('.test.yaml'))
    .map(({ text }) => text.split(/\r?\n/)[0] ?? '');
  return lines.find((line) => line.startsWith('# yaml-language-server:')) ?? null;
}

async function writeNew(path: string, text: string, label: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    throw outsideError(`cannot write ${label} (${errorCodeOf(error) ?? String(error)})`);
  }
}
