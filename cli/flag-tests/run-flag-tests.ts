import { createEvaluator, type Evaluation, type Evaluator, type Snapshot } from '@flagforge/sdk/engine';
import type { FlagTest, FlagTestFile } from '../compile/index.ts';
import type { Finding } from '../diagnostics/diagnostic.ts';
import { formatInstant } from '../diagnostics/format-instant.ts';
import { whyAnswer } from '../explanation/why.ts';
import { createInstantsOf } from './instants-of.ts';
import { isAsExpected } from './judge.ts';
import { combinationCount, combinationsOf, MAX_COMBINATIONS } from './matrix.ts';
import type { Assertion } from './test-report.ts';

/** An environment made ready to be asked. */
interface Ready {
  readonly evaluator: Evaluator;
  readonly instantsOf: (flagKey: string) => readonly number[];
}

/** The tests of one file, run. */
export interface FileRun {
  readonly assertions: readonly Assertion[];
  /** Warnings of tests whose answer will change with time. */
  readonly findings: readonly Finding[];
}

/**
 * Prepares a project's snapshots for tests: each environment's evaluator is made once, when it is first needed.
 * @param present the instant at which tests without `now` run, UTC epoch ms.
 * @returns what runs the tests of a file. Tests that cannot run (an unknown environment, a matrix over the limit)
 *   are left out: `checkFlagTests` reports them.
 */
export function createTestRunner(
  snapshots: ReadonlyMap<string, Snapshot>,
  present: number,
): (file: FlagTestFile) => FileRun {
  const ready = new Map<string, Ready>();
  const readyFor = (environment: string): Ready | null => {
    const snapshot = snapshots.get(environment);
    const known = ready.get(environment);
    if (snapshot === undefined || known !== undefined) return known ?? null;
    const made = { evaluator: createEvaluator(snapshot), instantsOf: createInstantsOf(snapshot) };
    ready.set(environment, made);
    return made;
  };

  return (file) => {
    const assertions: Assertion[] = [];
    const findings: Finding[] = [];
    for (const test of file.tests()) {
      const environment = readyFor(test.environment);
      if (environment === null || combinationCount(test) > MAX_COMBINATIONS) continue;
      const changesAt = runTest(file, test, environment, present, assertions);
      if (changesAt !== null) {
        const args = { at: formatInstant(changesAt), now: formatInstant(Math.floor(present / 1000) * 1000) };
        findings.push({ code: 'FF2010', file: file.file, place: { path: [...test.path, 'name'] }, args });
      }
    }
    return { assertions, findings };
  };
}

/** Runs every combination of a test; returns the first instant at which one that passes now will fail, or null. */
function runTest(
  { key, file }: FlagTestFile,
  test: FlagTest,
  { evaluator, instantsOf }: Ready,
  present: number,
  assertions: Assertion[],
): number | null {
  const hasNow = test.now !== null;
  const now = test.now ?? present;
  const bucket = test.at ?? undefined;
  const coming = hasNow ? [] : instantsOf(key).filter((at) => at > present);
  let changesAt: number | null = null;
  for (const { context, values } of combinationsOf(test)) {
    const ask = (at: number) => evaluator.evaluate(key, context, at, test.overrides, bucket);
    const received = ask(now);
    const isPassed = isAsExpected(test.expect, received);
    const change = coming.find((at) => isAsExpected(test.expect, ask(at)) !== isPassed) ?? null;
    if (isPassed && change !== null && (changesAt === null || change < changesAt)) changesAt = change;
    let why: string | null = null;
    if (!isPassed) {
      const explanation = evaluator.explain(key, context, now, test.overrides, bucket);
      const wanted = { rule: test.expect.rule ?? null, environment: test.environment, hasNow };
      why = whyOtherValue(test, received) ?? whyAnswer(explanation, evaluator.flag(key), now, wanted);
      if (change !== null && !why.includes('give the test'))
        why += `; from ${formatInstant(change)} on it would pass: give the test a \`now\``;
    }
    const { environment, name, line, expect: expected } = test;
    assertions.push({
      flag: key,
      file,
      line,
      environment,
      name,
      matrix: values,
      context,
      now,
      hasNow,
      expected,
      received,
      why,
    });
  }
  return changesAt;
}

/** When all is as expected but the value, the path to the answer explains nothing: the variant's value is another one. */
function whyOtherValue({ expect }: FlagTest, received: Evaluation): string | null {
  if (expect.value === undefined || expect.variant === undefined || received.reason === 'error') return null;
  const { value: _, ...others } = expect;
  return isAsExpected(others, received) ? `the value of variant ${received.variant} is another one` : null;
}
