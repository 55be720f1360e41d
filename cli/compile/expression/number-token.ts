import { parseCidr, parseDate, parseSemver } from '@flagforge/sdk/engine';
import type { Args } from '../../diagnostics/diagnostic.ts';
import type { ProblemList } from './problem.ts';

/** A number read from the text; null when what stands there is none (its problem is reported). */
export interface ReadNumber {
  readonly value: number | null;
  readonly end: number;
}

const JSON_NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** Everything that cannot be the start of a token after a number and so belongs to a mistyped one. */
const RUN = /[-+]?[0-9.\p{L}\p{M}_][0-9\p{L}\p{M}_.:+/-]*/uy;
const PLAIN_INTEGER = /^-?[0-9]+$/;

function endOf(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}

/**
 * Reads the JSON number at `start`, where a digit, a sign or a dot before a digit stands.
 * A letter, `_`, a dot or a second number may not follow it: the whole run is one problem (FF1253), with the
 * version, date or network that it probably stands for.
 */
export function readNumber(text: string, start: number, problems: ProblemList): ReadNumber {
  const end = endOf(JSON_NUMBER, text, start);
  const runEnd = Math.max(end, endOf(RUN, text, start), start + 1);
  const run = text.slice(start, runEnd);
  if (end === runEnd) {
    const value = Number(run);
    if (!Number.isFinite(value)) problems.add('FF1253', [start, end], { fault: 'infinite', text: run });
    else if (PLAIN_INTEGER.test(run) && !Number.isSafeInteger(value)) {
      problems.add('FF1253', [start, end], { fault: 'unsafe', text: run });
    } else return { value: value + 0, end };
    return { value: null, end };
  }
  const args = explainRun(run);
  const fix = typeof args.write === 'string' ? { span: [start, runEnd] as const, text: args.write } : undefined;
  problems.add('FF1253', [start, runEnd], args, fix);
  return { value: null, end: runEnd };
}

function explainRun(run: string): Args {
  if (parseDate(run) !== null) return { fault: 'date', text: run, write: `date "${run}"` };
  if (/[.:].*[.:/]/.test(run) && parseCidr(run) !== null) return { fault: 'cidr', text: run, write: `cidr "${run}"` };
  if (/^[0-9]+\.[0-9]+[.-]/.test(run) && parseSemver(run) !== null)
    return { fault: 'semver', text: run, write: `semver "${run}"` };
  if (/^\+[0-9]/.test(run)) return withNumber('plus', run, run.slice(1));
  if (/^-?\.[0-9]/.test(run)) return withNumber('fraction', run, run.replace('.', '0.'));
  if (/^-?[0-9]+\.$/.test(run)) return withNumber('fraction', run, run.slice(0, -1));
  if (/^-?0[0-9]/.test(run)) return withNumber('zeros', run, run.replace(/^(-?)0+(?=[0-9])/, '$1'));
  if (/^-?[0-9][0-9_]*$/.test(run)) return withNumber('letter', run, run.replaceAll('_', ''));
  return { fault: /^[-+.]+$/.test(run) ? 'sign' : 'letter', text: run };
}

function withNumber(fault: string, run: string, write: string): Args {
  const value = Number(write);
  const isNumber = endOf(JSON_NUMBER, write, 0) === write.length && Number.isFinite(value);
  return isNumber ? { fault, text: run, write } : { fault, text: run };
}
