import { chosenFormat } from '../command-line/chosen-format.ts';
import { helpOf } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { labelOf, renderGithub, renderJson, renderSarif, renderSummary } from '../diagnostics/reporters/index.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { applyFixes } from '../fixing/apply-fixes.ts';
import { checkFlagTests } from '../flag-tests/check-flag-tests.ts';
import { type OpenProject, openProject, renderFindings } from '../open-project.ts';
import { countOf } from '../terminal/count.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { loadVersion } from '../version.ts';

export interface ValidateOptions {
  readonly dir: string;
  readonly fix?: true;
  readonly edge?: true;
  readonly json?: true;
  readonly format?: 'text' | 'json' | 'github' | 'sarif';
}

/** `flagforge validate`: every problem of a project in one run. Exit 1 when one of them is an error. */
export async function validate(terminal: Terminal, options: ValidateOptions): Promise<ExitCode> {
  const format = chosenFormat(options, 'text');
  if (options.fix === true) {
    const fixed = await applyFixes(terminal, options.dir);
    if (fixed.edits > 0)
      await terminal.err.write(
        `fixed ${countOf(fixed.edits, 'problem')} in ${countOf(fixed.files.length, 'file')}: ${fixed.files.map((file) => labelOf(options.dir, file)).join(', ')}\n`,
      );
  }
  const project = await openProject(terminal, options.dir);
  const found = checkFlagTests(project);
  const diagnostics =
    options.edge === true ? (await import('../edge/edge-findings.ts')).withEdgeDiagnostics(project, found) : found;
  await terminal.out.write(render(terminal, project, diagnostics, format));
  return diagnostics.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.clean;
}

function render(terminal: Terminal, project: OpenProject, diagnostics: readonly Diagnostic[], format: string): string {
  const { label } = project;
  if (format === 'json') return `${renderJson(diagnostics)}\n`;
  if (format === 'sarif') return `${renderSarif(diagnostics, { dirLabel: label, version: loadVersion() })}\n`;
  if (format === 'github') {
    const lines = renderGithub(diagnostics, { dirLabel: label, titleOf: (code) => helpOf(code)?.title });
    return lines === '' ? '' : `${lines}\n`;
  }
  const { style } = terminal.out;
  const summary = renderSummary(diagnostics, { counts: project.result.counts, elapsedMs: project.elapsedMs });
  if (diagnostics.length === 0) return `${style.green(summary)}\n`;
  return `${renderFindings(terminal.out, project, diagnostics)}\n${summary}\n`;
}
