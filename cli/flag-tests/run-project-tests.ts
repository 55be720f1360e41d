import { sortDiagnostics, toDiagnostics } from '../compile/index.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { OpenProject } from '../open-project.ts';
import { createProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { checkFlagTests } from './check-flag-tests.ts';
import { createTestRunner } from './run-flag-tests.ts';
import type { TestedFile, TestReport } from './test-report.ts';

/**
 * Runs the tests of a project, or of some flags. While the project has errors its flags have no answers: then only
 * its findings are in the report.
 * @param chosen flag keys; null: all.
 */
export function runProjectTests(
  terminal: Terminal,
  project: OpenProject,
  chosen: ReadonlySet<string> | null,
): TestReport {
  const startedAt = terminal.now();
  const isChosen = (key: string): boolean => chosen === null || chosen.has(key);
  // Warnings of other files are what `validate` is for; errors of any leave nothing to run.
  const diagnostics: Diagnostic[] = checkFlagTests(project).filter(
    ({ severity, code, file }) => severity === 'error' || (code.startsWith('FF20') && isChosen(keyOf(file))),
  );
  const textOf = (path: string): string => project.files.find((file) => file.path === path)?.text ?? '';
  const run = createTestRunner(project.result.snapshots, startedAt);
  const files: TestedFile[] = [];
  const progress = createProgress(terminal, 'testing');
  const { snapshots, tests } = project.result;
  const candidates = snapshots.size === 0 ? [] : tests.filter(({ key }) => isChosen(key));
  for (const [index, file] of candidates.entries()) {
    const fileStartedAt = terminal.now();
    const { assertions, findings } = run(file);
    if (findings.length > 0) diagnostics.push(...toDiagnostics(textOf(file.file), findings));
    files.push({ file: file.file, assertions, elapsedMs: terminal.now() - fileStartedAt });
    progress.update(index + 1, candidates.length);
  }
  progress.end();
  const all = files.flatMap(({ assertions }) => assertions);
  const failed = all.filter(({ why }) => why !== null).length;
  const elapsedMs = terminal.now() - startedAt + project.elapsedMs;
  return { files, diagnostics: sortDiagnostics(diagnostics), passed: all.length - failed, failed, elapsedMs };
}

const keyOf = (path: string): string => path.replace(/\.test\.yaml$/, '');
