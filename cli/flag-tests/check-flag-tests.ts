import {
  type FlagSource,
  type FlagTestFile,
  type ProjectConfig,
  sortDiagnostics,
  toDiagnostics,
} from '../compile/index.ts';
import type { Diagnostic, Finding } from '../diagnostics/diagnostic.ts';
import type { OpenProject } from '../open-project.ts';
import { nodeSha256 } from '../project.ts';
import { checkExpectation } from './check-expectation.ts';
import { checkTest } from './check-test.ts';
import { isAsExpected } from './judge.ts';

/**
 * What is wrong with the tests of a flag before any is run; pure. Shape and syntax are the compiler's.
 * Depends on the configuration, the flag and the file only.
 */
export function findTestMistakes(testFile: FlagTestFile, flag: FlagSource, config: ProjectConfig): Finding[] {
  const { file } = testFile;
  const tests = testFile.tests();
  const findings: Finding[] = [];
  const seen = new Map<string, number>();
  const absent = { flagKey: flag.key, reason: 'error', errorCode: 'flag_not_found' } as const;
  const stale = flag.archived ? tests.filter(({ expect }) => !isAsExpected(expect, absent)) : [];
  if (stale.length > 0) {
    const args = { flag: flag.key, count: stale.length };
    findings.push({ code: 'FF2007', file, place: { path: ['tests'], on: 'key' }, args });
  }
  for (const [index, test] of tests.entries()) {
    // What such a test names is beside the point.
    if (stale.includes(test)) continue;
    findings.push(...checkTest(file, test, flag, config), ...checkExpectation(file, test, flag));
    const identity = `${test.environment}\n${test.name}`;
    const first = seen.get(identity);
    if (first === undefined) seen.set(identity, index + 1);
    else findings.push({ code: 'FF2005', file, place: { path: [...test.path, 'name'] }, args: { first } });
  }
  return findings;
}

/** Every diagnostic of a project, those of its flag tests included, sorted. */
export function checkFlagTests(project: Pick<OpenProject, 'files' | 'result' | 'cache'>): readonly Diagnostic[] {
  const model = project.result.project;
  if (model === null) return project.result.diagnostics;
  const flags = new Map(model.flags.map((flag) => [flag.key, flag]));
  const texts = new Map(project.files.map((file) => [file.path, file.text]));
  const found: Diagnostic[] = [];
  for (const testFile of project.result.tests) {
    const flag = flags.get(testFile.key);
    if (flag === undefined) continue;
    const { file } = testFile;
    const text = texts.get(file) ?? '';
    // Reading thousands of files of tests takes seconds; what they say changes with three files only.
    const key = `flag-tests ${nodeSha256([texts.get('flagforge.yaml'), texts.get(flag.file), text].join('\0'))} ${file}`;
    const known = project.cache.get(key);
    const diagnostics =
      known === undefined
        ? toDiagnostics(text, findTestMistakes(testFile, flag.source(), model.config))
        : (JSON.parse(known) as Diagnostic[]);
    if (known === undefined) project.cache.set(key, JSON.stringify(diagnostics));
    found.push(...diagnostics);
  }
  project.cache.save();
  return found.length === 0 ? project.result.diagnostics : sortDiagnostics([...project.result.diagnostics, ...found]);
}
