import { join } from 'node:path';
import { findDependants } from '../archiving/dependants.ts';
import { consequences, refusal } from '../archiving/describe-archiving.ts';
import { setArchived } from '../archiving/set-archived.ts';
import { CommandError } from '../command-error.ts';
import type { Words } from '../command-line/command.ts';
import { labelOf, toJsonDiagnostic } from '../diagnostics/reporters/index.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { typedFlagKey, unknownFlag } from '../flag-names.ts';
import { openProject, renderFindings } from '../open-project.ts';
import { replaceFile } from '../replace-file.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface ArchiveOptions {
  readonly dir: string;
  readonly yes?: true;
  readonly json?: true;
}

/** `flagforge archive`: sets `archived: true` in a flag's file. Exit 1, and nothing written, while others depend on it. */
export async function archive(terminal: Terminal, options: ArchiveOptions, words: Words): Promise<ExitCode> {
  const project = await openProject(terminal, options.dir);
  const key = typedFlagKey(String(words[0]), terminal.cwd, project.directory);
  const { files, label, result } = project;
  const path = `${key}.yaml`;
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined || path === 'flagforge.yaml') throw unknownFlag(files, key);
  const answer = (details: object): Promise<void> =>
    terminal.out.write(`${JSON.stringify({ flag: key, file: labelOf(label, path), ...details })}\n`);
  const flag = result.project?.flags.find((candidate) => candidate.key === key);
  if (flag === undefined || result.project === null) {
    const own = result.diagnostics.filter(
      (diagnostic) =>
        (diagnostic.file === path || diagnostic.file === 'flagforge.yaml') && diagnostic.severity === 'error',
    );
    if (options.json === true)
      await answer({ archived: false, dependants: [], diagnostics: own.map(toJsonDiagnostic) });
    await terminal.err.write(renderFindings(terminal.err, project, own));
    throw new CommandError(EXIT.findings, `${labelOf(label, path)} has errors, so it is left as it is`);
  }
  const dependants = flag.archived ? [] : findDependants(result.project, files, key);
  if (dependants.length > 0 && options.yes !== true) {
    if (options.json === true) await answer({ archived: false, dependants });
    throw refusal(key, label, dependants);
  }
  if (!flag.archived) {
    const text = setArchived(file.text);
    if (text === null)
      throw new CommandError(EXIT.findings, `${labelOf(label, path)} has a form that cannot be edited safely`, [
        'write  archived: true  into it yourself',
      ]);
    await replaceFile(join(project.directory, path), text, labelOf(label, path));
  }
  if (options.json === true) {
    await answer({ archived: true, dependants });
    return EXIT.clean;
  }
  await terminal.out.write(
    flag.archived ? `${key} is archived already\n` : `archived ${key} (${labelOf(label, path)})\n`,
  );
  if (!flag.archived)
    await terminal.err.write(
      consequences(
        label,
        key,
        dependants,
        files.some((candidate) => candidate.path === `${key}.test.yaml`),
      ),
    );
  return EXIT.clean;
}
