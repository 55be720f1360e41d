import { roleOf, type SourceFile, sortDiagnostics } from '../compile/index.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { OpenProject } from '../open-project.ts';
import { createProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { checkFlagTests } from './check-flag-tests.ts';
import { createTestRunner } from './run-flag-tests.ts';
import type { TestedFile, TestReport } from './test-report.ts';

/** The test files of a project in the order of their paths; those of archived flags have nothing to be run against. */
export function testFilesOf(project: OpenProject): SourceFile[] {
  const archived = new Set(project.result.project?.flags.filter((flag) => flag.archived).map(({ key }) => key));
  return project.files.filter((file) => {
    const role = roleOf(file.path);
    return role.kind === 'flagTests' && !archived.has(role.name);
  });
}

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
  const isChosen = (path: string): boolean => chosen === null || chosen.has(keyOf(path));
  // Warnings of other files are what `validate` is for; errors of any leave nothing to run.
  const diagnostics: Diagnostic[] = checkFlagTests(project).filter(
    ({ severity, code, file }) => severity === 'error' || (code.startsWith('FF20') && isChosen(file)),
  );
  const run = createTestRunner(project.result.snapshots, startedAt);
  const files: TestedFile[] = [];
  const progress = createProgress(terminal, 'testing');
  const candidates =
    project.result.snapshots.size === 0 ? [] : testFilesOf(project).filter(({ path }) => isChosen(path));
  for (const [index, file] of candidates.entries()) {
    const fileStartedAt = terminal.now();
    const { assertions, diagnostics: warnings } = run(file);
    diagnostics.push(...warnings);
    files.push({ file: file.path, assertions, elapsedMs: terminal.now() - fileStartedAt });
    progress.update(index + 1, candidates.length);
  }
  progress.end();
  const all = files.flatMap(({ assertions }) => assertions);
  const failed = all.filter(({ why }) => why !== null).length;
  const elapsedMs = terminal.now() - startedAt + project.elapsedMs;
  return { files, diagnostics: sortDiagnostics(diagnostics), passed: all.length - failed, failed, elapsedMs };
}

const keyOf = (path: string): string => path.replace(/\.test\.yaml$/, '');
