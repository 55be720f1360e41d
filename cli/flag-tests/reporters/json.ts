import { formatInstant } from '../../diagnostics/format-instant.ts';
import { toJsonDiagnostic } from '../../diagnostics/reporters/index.ts';
import { resultJson } from '../../explanation/explanation-json.ts';
import type { Assertion, TestReport } from '../test-report.ts';

/** A run as one JSON document, without a line end: `{diagnostics, tests, summary}`. */
export function renderTestJson(report: TestReport): string {
  const tests = report.files.flatMap(({ assertions }) => assertions.map(assertionJson));
  const summary = {
    files: report.files.length,
    assertions: tests.length,
    passed: report.passed,
    failed: report.failed,
    elapsedMs: Math.round(report.elapsedMs),
  };
  return JSON.stringify({ diagnostics: report.diagnostics.map(toJsonDiagnostic), tests, summary }, null, 2);
}

function assertionJson({
  flag,
  file,
  line,
  environment,
  name,
  matrix,
  context,
  now,
  expected,
  received,
  why,
}: Assertion): unknown {
  return {
    flag,
    file,
    line,
    environment,
    name,
    ...(matrix.length === 0 ? {} : { matrix: Object.fromEntries(matrix) }),
    context,
    now: formatInstant(now),
    passed: why === null,
    expected,
    received: resultJson(received),
    ...(why === null ? {} : { why }),
  };
}
