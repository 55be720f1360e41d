import { join } from 'node:path';
import { CommandError } from '../command-error.ts';
import type { Words } from '../command-line/command.ts';
import { compileProject } from '../compile/index.ts';
import { labelOf } from '../diagnostics/reporters/index.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { typedFlagKey } from '../flag-names.ts';
import { askForFlag } from '../new-flag/ask.ts';
import { findOwner } from '../new-flag/find-owner.ts';
import { type DraftOptions, draftFlag } from '../new-flag/flag-draft.ts';
import { writeNew } from '../new-flag/new-file.ts';
import { refuseKey } from '../new-flag/new-key.ts';
import { modelineOf, renderFlagFile } from '../new-flag/render-flag-file.ts';
import { openProject, renderFindings, reportErrors } from '../open-project.ts';
import { nodeSha256 } from '../project.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface NewOptions extends DraftOptions {
  readonly dir: string;
  readonly yes?: true;
  readonly json?: true;
}

/** `flagforge new`: writes the file of a new flag. */
export async function newFlag(terminal: Terminal, options: NewOptions, words: Words): Promise<ExitCode> {
  const project = await openProject(terminal, options.dir);
  const key = typedFlagKey(String(words[0]), terminal.cwd, project.directory);
  const config = project.result.project?.config;
  if (config === undefined) {
    await reportErrors(terminal, project, options.json === true ? { flag: key, file: null } : null);
    return EXIT.findings;
  }
  refuseKey({ ...project, flags: project.result.project?.flags ?? [] }, key);
  const owner = options.owner ?? (await findOwner(project.directory));
  const isAsking =
    options.yes !== true && options.json !== true && terminal.stdin.isTTY === true && terminal.err.isTerminal;
  const wanted = isAsking ? await askForFlag(terminal, key, options, owner) : options;
  const text = renderFlagFile(
    draftFlag(key, wanted, { config, owner, now: terminal.now() }),
    modelineOf(project.files),
  );
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
