import type { Evaluation } from '@flagforge/sdk/engine';
import { shorten } from '../diagnostics/shorten.ts';

const MAX_VALUE = 200;

/** What led to an answer: `variant on, split, rule "us-canary"`. */
export function renderOrigin(result: Evaluation): string {
  if (result.reason === 'error') return result.errorCode;
  const rule = result.rule === undefined ? '' : `, rule ${renderRuleName(result.rule)}`;
  return `variant ${result.variant}, ${result.reason}${rule}`;
}

/** An answer in one line: `new-checkout = true  (variant on, split, rule "us-canary")`. */
export function renderAnswer(result: Evaluation): string {
  if (result.reason === 'error') {
    return `${result.flagKey}: error ${result.errorCode}  (no value: the caller's own default is used)`;
  }
  return `${result.flagKey} = ${shorten(JSON.stringify(result.value), MAX_VALUE)}  (${renderOrigin(result)})`;
}

/** A rule by its name in quotes, or by its number from 1: no name is all digits. */
export function renderRuleName(rule: string): string {
  return /^\d+$/.test(rule) ? rule : JSON.stringify(rule);
}
