import { toJsonDiagnostic } from '../diagnostics/reporters/index.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openProject, reportErrors, snapshotOf } from '../open-project.ts';
import { renderColumns } from '../terminal/columns.ts';
import { countOf, formatCount } from '../terminal/count.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { writeSnapshots } from '../write-snapshots.ts';

export interface CompileOptions {
  readonly dir: string;
  readonly out: string;
  readonly environment?: readonly string[];
  readonly json?: true;
}

/** `flagforge compile`: snapshots to files. Exit 1, and nothing written, while the project has errors. */
export async function compile(terminal: Terminal, options: CompileOptions): Promise<ExitCode> {
  const project = await openProject(terminal, options.dir);
  const { diagnostics, snapshots } = project.result;
  if (await reportErrors(terminal, project, options.json === true ? { snapshots: [] } : null)) return EXIT.findings;
  const names = options.environment ?? [...snapshots.keys()];
  const written = await writeSnapshots(
    terminal,
    options.out,
    [...new Set(names)].map((name) => snapshotOf(project, name)),
  );
  if (options.json === true) {
    await terminal.out.write(
      `${JSON.stringify({ snapshots: written, diagnostics: diagnostics.map(toJsonDiagnostic) }, null, 2)}\n`,
    );
    return EXIT.clean;
  }
  const rows = written.map(({ environment, hash, flags, bytes, file }) => {
    return [environment, hash, countOf(flags, 'flag'), `${formatCount(bytes)} bytes`, terminal.out.style.dim(file)];
  });
  await terminal.out.write(`${renderColumns(rows).join('\n')}\n`);
  return EXIT.clean;
}
