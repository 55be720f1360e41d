import type { ProjectConfig } from '../compile/index.ts';
import { amiss } from '../doctor/check.ts';
import { checkConfiguration } from '../doctor/check-configuration.ts';
import { checkPeople } from '../doctor/check-people.ts';
import { checkRepository } from '../doctor/check-repository.ts';
import { checkStores } from '../doctor/check-stores.ts';
import { renderChecks } from '../doctor/render-checks.ts';
import { writeCodeOwners } from '../doctor/write-code-owners.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openProject, reportErrors } from '../open-project.ts';
import { printable } from '../terminal/printable.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface DoctorOptions {
  readonly dir: string;
  readonly codeowners?: true;
  readonly json?: true;
}

/** `flagforge doctor`: what is missing for its promises to hold. Exit 1 when something is bad. @see contract 6 */
export async function doctor(terminal: Terminal, options: DoctorOptions): Promise<ExitCode> {
  const { directory, label, result, ...project } = await openProject(terminal, options.dir);
  const config = result.project?.config;
  if (config === undefined) {
    await reportErrors(
      terminal,
      { directory, label, result, ...project },
      options.json === true ? { checks: [] } : null,
    );
    return EXIT.findings;
  }
  if (options.codeowners === true) return reportCodeOwners(terminal, options, directory, config);
  const { organization, project: name } = config;
  const places = config.environments.map((each) => ({ organization, project: name, environment: each.name }));
  const [repository, stores] = await Promise.all([
    checkRepository(terminal, directory),
    checkStores(terminal, directory, places),
  ]);
  const hasErrors = result.diagnostics.some(({ severity }) => severity === 'error');
  const checks = [
    ...checkPeople(config),
    ...repository,
    ...stores,
    ...checkConfiguration(terminal.env),
    ...(hasErrors ? [amiss('configuration', 'files', 'bad', `${label} has errors`, 'flagforge validate')] : []),
  ];
  const { out } = terminal;
  await out.write(
    options.json === true
      ? `${JSON.stringify({ checks }, null, 2)}\n`
      : renderChecks(checks, out.style, out.isTerminal ? out.columns : 100),
  );
  return checks.some(({ verdict }) => verdict === 'bad') ? EXIT.findings : EXIT.clean;
}

const CHANGES = { written: 'written', updated: 'brought up to date', none: 'is up to date' } as const;

async function reportCodeOwners(
  terminal: Terminal,
  { json }: DoctorOptions,
  directory: string,
  config: ProjectConfig,
): Promise<ExitCode> {
  const written = await writeCodeOwners(terminal, directory, config);
  const { file, change, leftOut } = written;
  await terminal.out.write(json === true ? `${JSON.stringify(written, null, 2)}\n` : `${file} ${CHANGES[change]}\n`);
  if (leftOut.length > 0)
    await terminal.err.write(`left out, as GitHub has no login for them: ${printable(leftOut.join(', '))}\n`);
  return EXIT.clean;
}
