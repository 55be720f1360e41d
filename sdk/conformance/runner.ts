/**
 * Runs the conformance files against a runtime. Pure, and written in the language subset of the edge, so that
 * the very same code runs the cases in Node, in browsers and in njs.
 */
import type { Condition, Rule, Snapshot } from '../engine/snapshot.ts';
import type { BucketCase, CaseFile, CaseGroup, CaseSnapshot, EvaluationCase } from './case-file.ts';

/** What a runtime offers to be tested. `hash`, `bucket` and `openFeature` only where it has them. */
export interface ConformanceRuntime {
  /** Makes a snapshot ready, as `createEvaluator` of the engine does. */
  readonly createEvaluator: (snapshot: unknown) => {
    readonly evaluate: (flagKey: string, context: unknown, now: number, overrides?: unknown) => object;
    readonly evaluateAll?: (context: unknown, now: number, overrides?: unknown) => readonly object[];
    /** An answer's reason in OpenFeature's words. */
    readonly openFeatureReason?: (answer: object) => string;
  };
  /** murmur3_x86_32 of a text's UTF-8 with seed 0, unsigned. */
  readonly hash?: (text: string) => number;
  /** The bucket of a unit, in [0, 100000). */
  readonly bucket?: (salt: string, unit: string) => number;
}

/** A case that did not give what it must. `where` is `file / group / case`. */
export interface ConformanceFailure {
  readonly where: string;
  readonly expected: string;
  readonly received: string;
}

/** How many checks were made, and which of them failed. */
export interface ConformanceReport {
  checks: number;
  readonly failures: ConformanceFailure[];
}

type Fields = Record<string, unknown>;

/** A text of any JSON value in which keys are sorted: engines differ in their order of keys. */
function sortedText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return value === undefined ? 'undefined' : JSON.stringify(value);
  const fields = value as Fields;
  const keys = Object.keys(fields).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${sortedText(fields[key])}`).join(',')}}`;
}

const ANSWER_FIELDS = ['value', 'variant', 'reason', 'rule', 'errorCode'];

/** The compared fields of an answer; absent ones are left out, so that `rule: undefined` is no rule. */
function answerText(answer: unknown): string {
  const fields = answer as Fields;
  const kept: Fields = {};
  for (let i = 0; i < ANSWER_FIELDS.length; i += 1) {
    const name = ANSWER_FIELDS[i] as string;
    if (fields[name] !== undefined) kept[name] = fields[name];
  }
  return sortedText(kept);
}

function orElse<T>(value: T | undefined, fallback: T): T {
  return value === undefined ? fallback : value;
}

/** The whole snapshot of a group: what its cases write, in an envelope. Hashes are zeros, not real ones. */
export function completeSnapshot(written: CaseSnapshot): Snapshot {
  const zeros = '0000000000000000000000000000000000000000000000000000000000000000';
  return {
    format: orElse(written.format, 1),
    compiler: 'conformance',
    organization: 'acme',
    project: 'conformance',
    environment: 'production',
    unit: orElse(written.unit, ['userId']),
    overrides: orElse(written.overrides, 'denied'),
    version: 1,
    commit: null,
    contentHash: zeros,
    hash: zeros,
    instants: orElse(written.instants, []),
    flags: orElse(written.flags, []),
    segments: orElse(written.segments, []),
    groups: orElse(written.groups, []),
    overlays: orElse(written.overlays, []),
  };
}

/** The snapshot in which a condition is the only rule of the flag `condition`: `on` where it holds, else `off`. */
export function conditionSnapshot(written: CaseSnapshot, condition: Condition): Snapshot {
  const rule: Rule = { if: condition, serve: 'on' };
  return completeSnapshot({
    unit: orElse(written.unit, ['userId']),
    segments: orElse(written.segments, []),
    flags: [
      {
        key: 'condition',
        type: 'boolean',
        variants: [
          { name: 'on', value: true },
          { name: 'off', value: false },
        ],
        off: 'off',
        enabled: true,
        rules: [rule],
      },
    ],
  });
}

function check(report: ConformanceReport, where: string, expected: string, received: () => string): void {
  report.checks += 1;
  let text = '';
  try {
    text = received();
  } catch (error) {
    text = `thrown: ${error}`;
  }
  if (text !== expected) report.failures.push({ where, expected, received: text });
}

function runCases(runtime: ConformanceRuntime, group: CaseGroup, where: string, report: ConformanceReport): void {
  const cases = orElse(group.cases, []);
  const evaluator = runtime.createEvaluator(completeSnapshot(orElse(group.snapshot, {})));
  cases.forEach((one: EvaluationCase) => {
    const now = orElse(one.now, 0);
    check(report, `${where} / ${one.name}`, answerText(one.expect), () =>
      answerText(evaluator.evaluate(one.flag, one.context, now, one.overrides)),
    );
    const openFeatureReason = evaluator.openFeatureReason;
    if (openFeatureReason !== undefined && one.openFeature !== undefined) {
      check(report, `${where} / ${one.name} (OpenFeature)`, one.openFeature, () =>
        openFeatureReason(evaluator.evaluate(one.flag, one.context, now, one.overrides)),
      );
    }
    const evaluateAll = evaluator.evaluateAll;
    if (evaluateAll === undefined) return;
    const all = evaluateAll(one.context, now, one.overrides);
    const found = all.filter((answer) => (answer as Fields)['flagKey'] === one.flag);
    if (found.length === 0 && one.expect.errorCode === 'flag_not_found') return;
    check(report, `${where} / ${one.name} (all flags)`, answerText(one.expect), () =>
      found.length === 1 ? answerText(found[0]) : `${found.length} answers`,
    );
  });
}

function holds(runtime: ConformanceRuntime, snapshot: Snapshot, context: unknown, now: number): string {
  const answer = runtime.createEvaluator(snapshot).evaluate('condition', context, now) as Fields;
  if (answer['variant'] === 'on' && answer['reason'] === 'rule_match') return 'true';
  if (answer['variant'] === 'off' && answer['reason'] === 'default') return 'false';
  return answerText(answer);
}

/** A condition, and its exact negation: where one holds the other does not, unless it is unknown. */
function checkCondition(
  runtime: ConformanceRuntime,
  written: CaseSnapshot,
  where: string,
  condition: Condition,
  one: { readonly context: unknown; readonly now: number; readonly expect: boolean | 'never' },
  report: ConformanceReport,
): void {
  const negation: Condition = { op: 'not', of: [condition] };
  check(report, where, `${one.expect === true}`, () =>
    holds(runtime, conditionSnapshot(written, condition), one.context, one.now),
  );
  check(report, `${where} (negated)`, `${one.expect === false}`, () =>
    holds(runtime, conditionSnapshot(written, negation), one.context, one.now),
  );
}

function runConditions(runtime: ConformanceRuntime, group: CaseGroup, where: string, report: ConformanceReport): void {
  const written = orElse(group.snapshot, {});
  orElse(group.conditions, []).forEach((one) => {
    const asked = { context: one.context, now: orElse(one.now, 0), expect: one.expect };
    checkCondition(runtime, written, `${where} / ${one.name}`, one.if, asked, report);
  });
  orElse(group.patterns, []).forEach((one) => {
    const test = { op: 'matches' as const, path: ['text'], pattern: one.pattern, automaton: one.automaton };
    const condition: Condition =
      one.lower === true
        ? { op: test.op, path: test.path, lower: true, pattern: test.pattern, automaton: test.automaton }
        : test;
    one.found.forEach((text) => {
      const asked = { context: { text: text }, now: 0, expect: true };
      checkCondition(
        runtime,
        written,
        `${where} / ${one.pattern} in ${JSON.stringify(text)}`,
        condition,
        asked,
        report,
      );
    });
    one.notFound.forEach((text) => {
      const asked = { context: { text: text }, now: 0, expect: false };
      checkCondition(
        runtime,
        written,
        `${where} / ${one.pattern} in ${JSON.stringify(text)}`,
        condition,
        asked,
        report,
      );
    });
  });
}

function runVectors(runtime: ConformanceRuntime, group: CaseGroup, where: string, report: ConformanceReport): void {
  const hash = runtime.hash;
  const bucket = runtime.bucket;
  orElse(group.hashes, []).forEach((vector) => {
    if (hash === undefined) return;
    check(report, `${where} / hash of ${JSON.stringify(vector[0])}`, `${vector[1]}`, () => `${hash(vector[0])}`);
  });
  orElse(group.buckets, []).forEach((one: BucketCase) => {
    const name = `${where} / ${JSON.stringify(one.salt)}:${JSON.stringify(one.unit)}`;
    if (hash !== undefined) check(report, `${name} (hash)`, `${one.hash}`, () => `${hash(`${one.salt}:${one.unit}`)}`);
    if (bucket !== undefined) check(report, name, `${one.bucket}`, () => `${bucket(one.salt, one.unit)}`);
  });
}

/**
 * Runs every case of the files, each a name and its parsed content, and reports what differs. Never throws for
 * what the runtime does; a case that makes it throw is a failure.
 */
export function runConformance(
  runtime: ConformanceRuntime,
  files: readonly { readonly name: string; readonly content: CaseFile }[],
): ConformanceReport {
  const report: ConformanceReport = { checks: 0, failures: [] };
  files.forEach((file) => {
    file.content.groups.forEach((group) => {
      const where = `${file.name} / ${group.description}`;
      runCases(runtime, group, where, report);
      runConditions(runtime, group, where, report);
      runVectors(runtime, group, where, report);
    });
  });
  return report;
}
