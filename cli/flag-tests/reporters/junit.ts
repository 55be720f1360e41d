import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { labelOf } from '../../diagnostics/reporters/index.ts';
import { resultJson } from '../../explanation/explanation-json.ts';
import { type Assertion, assertionName, type TestReport } from '../test-report.ts';

/** Characters that XML 1.0 cannot hold, not even escaped, and the control characters beside them. */
const NOT_XML = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Text made safe for an attribute or for the content of an element. */
export function escapeXml(text: string): string {
  return text.replace(NOT_XML, '\ufffd').replace(/[&<>"'\n\r\t]/g, (character) => ESCAPES[character] ?? character);
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, content = ''): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return content === '' ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${content}</${name}>`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

/** A run as JUnit XML, without a line end; errors of the project's files are a suite of their own, so that no CI shows green. */
export function renderJunit(report: TestReport, label: string): string {
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error');
  const suites = report.files.map(({ file, assertions, elapsedMs }) => {
    const failures = assertions.filter(({ why }) => why !== null).length;
    const counts = { tests: assertions.length, failures, errors: 0, skipped: 0, time: seconds(elapsedMs) };
    const cases = assertions.map((assertion) => `\n    ${testCase(assertion, label)}`).join('');
    return `\n  ${element('testsuite', { name: labelOf(label, file), ...counts }, `${cases}\n  `)}`;
  });
  if (errors.length > 0) {
    const cases = errors.map((diagnostic) => `\n    ${errorCase(diagnostic, label)}`).join('');
    const counts = { tests: errors.length, failures: 0, errors: errors.length, skipped: 0, time: '0.000' };
    suites.unshift(`\n  ${element('testsuite', { name: 'validate', ...counts }, `${cases}\n  `)}`);
  }
  const tests = report.passed + report.failed + errors.length;
  const totals = {
    name: 'flagforge',
    tests,
    failures: report.failed,
    errors: errors.length,
    skipped: 0,
    time: seconds(report.elapsedMs),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', totals, `${suites.join('')}\n`)}`;
}

function testCase(assertion: Assertion, label: string): string {
  const { file, line, flag, expected, received, context, why } = assertion;
  const attributes = {
    classname: flag,
    name: assertionName(assertion),
    file: labelOf(label, file),
    line,
    time: '0.000',
  };
  if (why === null) return element('testcase', attributes);
  const details = [
    `expected ${JSON.stringify(expected)}`,
    `received ${JSON.stringify(resultJson(received))}`,
    `context  ${JSON.stringify(context)}`,
    `why      ${why}`,
  ];
  return element(
    'testcase',
    attributes,
    element(
      'failure',
      { type: 'AssertionError', message: why },
      escapeXml(details.join('\n')).replaceAll('&#10;', '\n'),
    ),
  );
}

function errorCase({ file, range, code, message, hint }: Diagnostic, label: string): string {
  const place = `${labelOf(label, file)}:${range.start.line}:${range.start.column}`;
  const attributes = {
    classname: labelOf(label, file),
    name: `${place} ${code}`,
    file: labelOf(label, file),
    line: range.start.line,
    time: '0.000',
  };
  return element(
    'testcase',
    attributes,
    element('error', { type: code, message }, escapeXml(hint === undefined ? message : `${message}\nhint: ${hint}`)),
  );
}
