import type { Evaluation, Json } from '@flagforge/sdk/engine';
import type { Expectation } from '../../compile/index.ts';
import { formatInstant } from '../../diagnostics/format-instant.ts';
import { labelOf } from '../../diagnostics/reporters/index.ts';
import { shorten } from '../../diagnostics/shorten.ts';
import { renderRuleName } from '../../explanation/answer.ts';
import { widthOf } from '../../terminal/columns.ts';
import { countOf, formatCount } from '../../terminal/count.ts';
import { printable } from '../../terminal/printable.ts';
import type { Output } from '../../terminal/terminal.ts';
import { formatDuration } from '../../terminal/time.ts';
import { jsonDifferences, jsonEqual } from '../json-equal.ts';
import { type Assertion, assertionName, type TestReport } from '../test-report.ts';

const NAME_COLUMNS = 66;
const MAX_CONTEXT = 300;
const MAX_VALUE = 120;
const MAX_DIFFERENCES = 10;
/** Failures of one file that are shown in full: a matrix can fail a thousand times for one reason. */
const MAX_SHOWN = 20;

/** The failed assertions of a run, file by file; empty when all passed. `label` is the project's folder. */
export function renderFailures(report: TestReport, label: string, output: Output): string {
  const { style } = output;
  const blocks: string[] = [];
  for (const { file, assertions } of report.files) {
    const failed = assertions.filter(({ why }) => why !== null);
    if (failed.length === 0) continue;
    const shown = failed.slice(0, MAX_SHOWN).map((assertion) => renderFailure(assertion, output));
    if (failed.length > MAX_SHOWN)
      shown.push(`  ${style.dim(`and ${formatCount(failed.length - MAX_SHOWN)} more of this file`)}`);
    blocks.push(`${style.bold(labelOf(label, file))}\n${shown.join('\n')}\n`);
  }
  return blocks.join('\n');
}

/** The last line: `27 files, 412 assertions in 96 ms: 411 passed, 1 failed`. */
export function renderTotals(report: TestReport, output: Output): string {
  const { style } = output;
  const total = report.passed + report.failed;
  const failed = report.failed === 0 ? '' : `, ${style.red(`${formatCount(report.failed)} failed`)}`;
  const passed = `${formatCount(report.passed)} passed`;
  const what = `${countOf(report.files.length, 'file')}, ${countOf(total, 'assertion')} in ${formatDuration(report.elapsedMs)}`;
  return `${what}: ${report.failed === 0 && total > 0 ? style.green(passed) : passed}${failed}`;
}

function renderFailure(assertion: Assertion, output: Output): string {
  const { style, symbols } = output;
  const name = printable(assertionName(assertion));
  const gap = ' '.repeat(Math.max(2, NAME_COLUMNS - widthOf(name)));
  const lines = [`  ${style.red(symbols.failed)} ${name}${gap}${style.dim(`line ${assertion.line}`)}`];
  const add = (label: string, text: string): void => {
    lines.push(`      ${style.dim(label.padEnd(9))} ${printable(text)}`);
  };
  add('context', shorten(JSON.stringify(assertion.context), MAX_CONTEXT));
  if (assertion.hasNow) add('now', formatInstant(assertion.now));
  const { expected, received } = assertion;
  const heads = [expectedHead(expected), receivedHead(expected, received)].map(printable);
  const width = Math.max(...heads.map(widthOf));
  const line = (head: string | undefined, details: string): string =>
    `${(head ?? '').padEnd(width)}  ${details === '' ? '' : `(${details})`}`.trimEnd();
  lines.push(`      ${style.dim('expected ')} ${style.green(line(heads[0], expectedDetails(expected)))}`);
  lines.push(`      ${style.dim('received ')} ${style.red(line(heads[1], receivedDetails(received)))}`);
  for (const difference of valueDifferences(expected, received))
    lines.push(`      ${' '.repeat(9)} ${style.dim(printable(difference))}`);
  add('why', assertion.why ?? '');
  return lines.join('\n');
}

const show = (value: Json | undefined): string =>
  value === undefined ? 'nothing' : shorten(JSON.stringify(value), MAX_VALUE);

/** Whether the value is what tells the two apart, so that it has to be shown. */
function isAboutValue(expected: Expectation, received: Evaluation): boolean {
  if (expected.value === undefined) return false;
  return expected.variant === undefined || received.reason === 'error' || !jsonEqual(expected.value, received.value);
}

function expectedHead(expected: Expectation): string {
  if (expected.errorCode !== undefined || expected.reason === 'error') return 'an error';
  return expected.variant ?? (expected.value === undefined ? 'any' : show(expected.value));
}

function receivedHead(expected: Expectation, received: Evaluation): string {
  if (received.reason === 'error') return 'an error';
  return expected.variant === undefined && expected.value !== undefined ? show(received.value) : received.variant;
}

function expectedDetails({ reason, rule, errorCode }: Expectation): string {
  return [errorCode ?? reason, rule === undefined ? undefined : `rule ${renderRuleName(rule)}`]
    .filter((part) => part !== undefined)
    .join(', ');
}

function receivedDetails(received: Evaluation): string {
  if (received.reason === 'error') return received.errorCode;
  return received.rule === undefined ? received.reason : `${received.reason}, rule ${renderRuleName(received.rule)}`;
}

function valueDifferences(expected: Expectation, received: Evaluation): string[] {
  if (expected.value === undefined || received.reason === 'error' || !isAboutValue(expected, received)) return [];
  if (expected.variant === undefined && (typeof expected.value !== 'object' || expected.value === null)) return [];
  return jsonDifferences(expected.value, received.value, MAX_DIFFERENCES).map(
    (difference) => `${difference.path}: expected ${show(difference.expected)}, received ${show(difference.received)}`,
  );
}
