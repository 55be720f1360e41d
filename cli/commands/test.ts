import { usageError } from '../command-error.ts';
import { chosenFormat } from '../command-line/chosen-format.ts';
import type { Words } from '../command-line/command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { typedFlagKey, unknownFlag } from '../flag-names.ts';
import { renderTestJson } from '../flag-tests/reporters/json.ts';
import { renderJunit } from '../flag-tests/reporters/junit.ts';
import { renderFailures, renderTotals } from '../flag-tests/reporters/text.ts';
import { runProjectTests } from '../flag-tests/run-project-tests.ts';
import { isGreen, type TestReport } from '../flag-tests/test-report.ts';
import { type OpenProject, openProject, renderFindings } from '../open-project.ts';
import { countOf } from '../terminal/count.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface TestOptions {
  readonly dir: string;
  readonly json?: true;
  readonly format?: 'text' | 'json' | 'junit';
}

/** `flagforge test`: runs the tests beside the flags. Exit 1 when one fails or the project has errors. */
export async function test(terminal: Terminal, options: TestOptions, words: Words): Promise<ExitCode> {
  const format = chosenFormat(options, 'text');
  const project = await openProject(terminal, options.dir);
  const chosen = chosenFlags(terminal, project, words[0]);
  const report = runProjectTests(terminal, project, chosen);
  if (format === 'json') await terminal.out.write(`${renderTestJson(report)}\n`);
  else if (format === 'junit') await terminal.out.write(`${renderJunit(report, project.label)}\n`);
  else await terminal.out.write(renderText(terminal, project, report));
  return isGreen(report) ? EXIT.clean : EXIT.findings;
}

/** The flags named on the command line; a path such as `flags/a.test.yaml` names its flag too. */
function chosenFlags(terminal: Terminal, project: OpenProject, words: Words[number]): ReadonlySet<string> | null {
  const named = (Array.isArray(words) ? words : []).map((word: string) =>
    typedFlagKey(word, terminal.cwd, project.directory),
  );
  if (named.length === 0) return null;
  for (const key of named) {
    if (!project.files.some(({ path }) => path === `${key}.yaml`)) throw unknownFlag(project.files, key);
    if (!project.files.some(({ path }) => path === `${key}.test.yaml`)) {
      throw usageError(`${key} has no tests`, `write them in ${project.label}/${key}.test.yaml`);
    }
  }
  return new Set(named);
}

function renderText({ out }: Terminal, project: OpenProject, report: TestReport): string {
  const findings = renderFindings(out, project, report.diagnostics);
  const failures = renderFailures(report, project.label, out);
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error').length;
  const blocks = [findings, failures].filter((block) => block !== '').map((block) => `${block}\n`);
  if (report.files.length === 0 && errors === 0) {
    return `${blocks.join('')}no tests in ${project.label}: write them in <flag>.test.yaml beside <flag>.yaml\n`;
  }
  const totals = report.files.length === 0 ? 'no test was run' : renderTotals(report, out);
  return `${blocks.join('')}${totals}${errors === 0 ? '' : `; ${out.style.red(countOf(errors, 'error'))} in the files`}\n`;
}
