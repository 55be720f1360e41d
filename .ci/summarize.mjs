/**
 * Adds up vitest's JSON reports and prints `N passed, N failed, N skipped` alone on a line, what failed and what was
 * skipped above it. Exits with 1 when anything failed or was skipped, when a report has no test, or one is missing.
 *
 *   node .ci/summarize.mjs <number of reports> <report.json>...
 */
import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';

const [expected, ...reports] = process.argv.slice(2);
/** Enough for a property's seed and counterexample. */
const MESSAGE_LENGTH = 2_000;
const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const problems = [];

for (const report of reports) {
  const name = basename(report, '.json');
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  let count = 0;
  for (const { name: path, status, message, assertionResults } of testResults) {
    const file = relative(process.cwd(), path);
    // A file that could not be loaded has no tests to count, and must not look like success.
    if (status === 'failed' && assertionResults.length === 0) {
      total.failed += 1;
      problems.push(`${name}: ${file} did not load: ${String(message).split('\n')[0]}`);
    }
    for (const { status: outcome, fullName, failureMessages = [] } of assertionResults) {
      count += 1;
      if (outcome === 'passed') total.passed += 1;
      else if (outcome === 'failed') total.failed += 1;
      else total.skipped += 1;
      if (outcome === 'passed') continue;
      const why = failureMessages.map(
        (/** @type {string} */ text) => `\n${text.slice(0, MESSAGE_LENGTH).replaceAll(/^/gm, '    ')}`,
      );
      problems.push(`${name}: ${outcome}: ${file}: ${fullName}${why.join('')}`);
    }
  }
  if (count === 0) problems.push(`${name}: no test ran`);
}
const present = reports.filter((report) => !report.includes('*')).length;
if (present !== Number(expected)) problems.push(`${expected} runs should have reported, ${present} did`);

for (const problem of problems) console.log(problem);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
if (problems.length > 0 || total.passed === 0) process.exitCode = 1;
