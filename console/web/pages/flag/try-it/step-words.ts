/** The steps of an evaluation in words, in the order of the page: gates, targets, rules, otherwise. */
import type { Evaluation, ExplainStep, Explanation, Flag, Reason, RolloutTrace } from '@flagforge/sdk/engine';
import { printPath } from 'flagforge/compile/expression';
import { percentText } from '../../../parts/percent.ts';
import { exactTime } from '../../../parts/time.tsx';
import { whyFalse, whyTrue } from './condition-reason.ts';
import { unitName } from './found-text.ts';

/** A part of what a step says. `figure`: a number that is looked at closely. */
export interface Piece {
  readonly look: 'plain' | 'figure' | 'name';
  readonly text: string;
}

export interface StepWords {
  /** The same step has it in another evaluation of the flag. */
  readonly id: string;
  readonly label: string;
  /** Sentences without their full stop, at least one. */
  readonly lines: readonly (readonly Piece[])[];
  /** Let it go on, did not take it, ended it with the off variant or nothing, or gave the answer. */
  readonly mark: 'open' | 'passed-by' | 'closed' | 'decided';
}

const plain = (text: string): Piece => ({ look: 'plain', text });
const figure = (text: string): Piece => ({ look: 'figure', text });
const name = (text: string): Piece => ({ look: 'name', text });

/** Half-open, of buckets: `0–25 %`. */
const range = (from: number, to: number): Piece => figure(`${from / 1_000}–${to / 1_000} %`);
const percent = (thousandths: number): Piece => figure(percentText(thousandths / 100_000));

/** @param flag its entry in the snapshot; undefined: it has none. */
export function stepWords({ steps, result }: Explanation, flag: Flag | undefined): readonly StepWords[] {
  return steps.map((step) => wordsOf(step, result, flag));
}

type Step<K extends ExplainStep['step']> = ExplainStep & { readonly step: K };

function wordsOf(step: ExplainStep, result: Evaluation, flag: Flag | undefined): StepWords {
  const words = (id: string, label: string, mark: StepWords['mark'], ...lines: readonly Piece[][]): StepWords => ({
    ...{ id, label, mark, lines },
  });
  switch (step.step) {
    case 'override':
      return words('override', 'override', step.isApplied ? 'decided' : 'passed-by', overrideLine(step, flag));
    case 'killed':
      return step.isKilled
        ? words('killed', 'killed', 'closed', [
            plain(step.isOverlay ? 'yes, by the kill switch' : 'yes, its file says so'),
          ])
        : words('killed', 'killed', 'open', [plain('no')]);
    case 'enabled':
      return words('enabled', 'enabled', step.isEnabled ? 'open' : 'closed', enabledLine(step, flag));
    case 'requires':
      return words(`requires ${step.flag}`, 'requires', step.isMet ? 'open' : 'closed', requiresLine(step));
    case 'group':
      return words(`group ${step.group}`, 'group', step.isIn ? 'open' : 'closed', groupLine(step));
    case 'targets':
      return words('targets', 'targets', step.variant === null ? 'passed-by' : 'decided', targetsLine(step));
    case 'rule':
      return words(
        `rule ${step.name ?? `#${step.number}`}`,
        step.name === null ? `rule ${step.number}` : `${step.number} ${step.name}`,
        step.isMatch ? 'decided' : 'passed-by',
        ...ruleLines(step),
      );
    case 'default':
      return words(
        'otherwise',
        'otherwise',
        result.reason === 'error' ? 'closed' : 'decided',
        otherwiseLine(step, result),
      );
  }
}

function overrideLine({ variant, isApplied }: Step<'override'>, flag: Flag | undefined): Piece[] {
  if (isApplied) return [plain('asked for by whoever calls: '), name(variant)];
  const isKnown = flag?.variants.some((each) => each.name === variant) === true;
  return [
    name(variant),
    plain(isKnown ? ' is asked for, and this environment denies overrides' : ' is asked for, which it does not have'),
  ];
}

function enabledLine({ isEnabled, scheduleStep }: Step<'enabled'>, flag: Flag | undefined): Piece[] {
  const schedule = flag?.schedule ?? [];
  if (isEnabled) {
    // The step in effect may have set something else: the one that enabled it is what is asked for.
    const since = schedule.slice(0, scheduleStep).findLast(({ set }) => set.enabled !== undefined);
    return [plain(since === undefined ? 'yes' : `yes, since ${exactTime(since.at)}`)];
  }
  const next = schedule.slice(scheduleStep).find(({ set }) => set.enabled === true);
  return [plain(next === undefined ? 'no' : `no, not before ${exactTime(next.at)}`)];
}

/** Why a flag that another one requires shows what it shows. */
const REQUIRED: Readonly<Record<Reason, string>> = {
  override: 'as it was asked to',
  killed: 'as it is killed',
  disabled: 'as it is not enabled',
  prerequisite_failed: 'as what it requires itself is not so',
  group_excluded: 'as its group leaves them out',
  target_match: 'as they are listed there',
  rule_match: 'by one of its rules',
  split: 'by its split',
  default: 'as it does for everybody else',
  error: 'as it cannot be evaluated',
};

function requiresLine({ flag, variant, served, reason, isMet }: Step<'requires'>): Piece[] {
  if (isMet) return [name(flag), plain(` shows ${variant}`)];
  if (served === null) return [name(flag), plain(` would have to show ${variant}, and gives no answer`)];
  return [name(flag), plain(` shows ${served}, not ${variant}, ${REQUIRED[reason]}`)];
}

function groupLine({ group, unit, unitText, bucket, from, to, isIn }: Step<'group'>): Piece[] {
  if (bucket === null || unitText === null) return [name(group), plain(`: ${printPath(unit)} is missing`)];
  const place = [name(group), plain(': bucket '), percent(bucket)];
  return isIn
    ? [...place, plain(', slot '), range(from, to)]
    : [...place, plain(' is outside of its slot '), range(from, to)];
}

function targetsLine({ unitText, variant }: Step<'targets'>): Piece[] {
  if (unitText === null) return [plain('not listed, as the context names nobody')];
  return variant === null ? [plain('not listed')] : [name(unitName(unitText)), plain(' is listed: '), name(variant)];
}

function ruleLines({ condition, rollout, isMatch }: Step<'rule'>): Piece[][] {
  if (condition === null) return [[plain('no: it holds something that this console does not know')]];
  if (!condition.isTrue) return [[plain(`no: ${whyFalse(condition)}`)]];
  const why = plain(whyTrue(condition));
  if (rollout === null) return [[why]];
  if (!isMatch) return [[plain('no: '), why, plain(', but '), ...rolloutLine(rollout)]];
  return [[why], rolloutLine(rollout)];
}

function otherwiseLine({ rollout }: Step<'default'>, result: Evaluation): Piece[] {
  if (rollout !== null) return rolloutLine(rollout);
  return result.reason === 'error' ? [plain('there is no answer')] : [plain('shows '), name(result.variant)];
}

/** How a rollout chose: `a-4014 is in bucket 16.081 %: on covers 0–25 %`. */
function rolloutLine({ unit, unitText, hash, bucket, isForced, variant, from, to }: RolloutTrace): Piece[] {
  if (bucket === null) {
    if (variant !== null) return [name(variant), plain(' has '), figure('100 %')];
    return [plain(hash === null ? `${printPath(unit)} is missing` : `the hash ${hash} is not known here`)];
  }
  const who = isForced || unitText === null ? [plain('it')] : [name(unitName(unitText))];
  const served = variant === null ? [plain('nothing')] : [name(variant)];
  return [...who, plain(' is in bucket '), percent(bucket), plain(': '), ...served, plain(' covers '), range(from, to)];
}
