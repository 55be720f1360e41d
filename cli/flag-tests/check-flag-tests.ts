import {
  type FlagSource,
  type FlagTestFile,
  type ProjectConfig,
  parseFlagTests,
  roleOf,
  sortDiagnostics,
  toDiagnostics,
} from '../compile/index.ts';
import type { Diagnostic, Finding } from '../diagnostics/diagnostic.ts';
import type { OpenProject } from '../open-project.ts';
import { nodeSha256 } from '../project.ts';
import { checkExpectation } from './check-expectation.ts';
import { checkTest } from './check-test.ts';

/**
 * What is wrong with the tests of a flag before any is run; pure. Shape and syntax are the compiler's.
 * Depends on the configuration, the flag and the file only.
 */
export function findTestMistakes(tests: FlagTestFile, flag: FlagSource, config: ProjectConfig): Finding[] {
  if (flag.archived) {
    const count = tests.tests.length;
    return [
      { code: 'FF2007', file: tests.file, place: { path: ['tests'], on: 'key' }, args: { flag: flag.key, count } },
    ];
  }
  const findings: Finding[] = [];
  const seen = new Map<string, number>();
  for (const [index, test] of tests.tests.entries()) {
    findings.push(...checkTest(tests.file, test, flag, config), ...checkExpectation(tests.file, test, flag));
    const identity = `${test.environment}\n${test.name}`;
    const first = seen.get(identity);
    if (first === undefined) seen.set(identity, index + 1);
    else findings.push({ code: 'FF2005', file: tests.file, place: { path: [...test.path, 'name'] }, args: { first } });
  }
  return findings;
}

/** Every diagnostic of a project, those of its flag tests included, sorted. */
export function checkFlagTests(project: OpenProject): readonly Diagnostic[] {
  const model = project.result.project;
  if (model === null) return project.result.diagnostics;
  const flags = new Map(model.flags.map((flag) => [flag.key, flag]));
  const texts = new Map(project.files.map((file) => [file.path, file.text]));
  const found: Diagnostic[] = [];
  for (const file of project.files) {
    const role = roleOf(file.path);
    const flag = role.kind === 'flagTests' ? flags.get(role.name) : undefined;
    if (flag === undefined) continue;
    // Parsing thousands of test files takes seconds; what they say changes with three files only.
    const key = `flag-tests ${nodeSha256([texts.get('flagforge.yaml'), texts.get(flag.file), file.text].join('\0'))} ${file.path}`;
    const known = project.cache.get(key);
    const diagnostics =
      known === undefined
        ? toDiagnostics(file.text, findTestMistakes(parseFlagTests(file), flag.source(), model.config))
        : (JSON.parse(known) as Diagnostic[]);
    if (known === undefined) project.cache.set(key, JSON.stringify(diagnostics));
    found.push(...diagnostics);
  }
  project.cache.save();
  return found.length === 0 ? project.result.diagnostics : sortDiagnostics([...project.result.diagnostics, ...found]);
}
