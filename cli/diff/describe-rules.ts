import type { Rule } from '@flagforge/sdk/engine';
import { phraseCondition } from '../compile/expression/index.ts';
import { shorten } from '../diagnostics/shorten.ts';
import { describeOutcome, describeOutcomeChange } from './describe-outcome.ts';
import { pairRules } from './words/pair-rules.ts';

const MAX_PHRASE = 120;

/** What became of a list of rules, one line a matter. @param off the flag's off variant. */
export function describeRules(before: readonly Rule[], after: readonly Rule[], off: string): string[] {
  const pairs = pairRules(before, after);
  const [old, now] = [new Set(pairs.map((pair) => pair.before)), new Set(pairs.map((pair) => pair.after))];
  const lines: string[] = [];
  after.forEach((rule, index) => {
    const label = labelOf(rule, index);
    const pair = pairs.find((candidate) => candidate.after === index);
    const earlier = pair === undefined ? undefined : before[pair.before];
    if (earlier === undefined) lines.push(`${label} added: if ${phrase(rule)}: ${describeOutcome(rule)}`);
    else lines.push(...describeRule(earlier, rule, off).map((line) => `${label}: ${line}`));
  });
  before.forEach((rule, index) => {
    if (!old.has(index)) lines.push(`${labelOf(rule, index)} removed: if ${phrase(rule)}: ${describeOutcome(rule)}`);
  });
  const order = pairs.sort((a, b) => a.before - b.before).map((pair) => pair.after);
  if (order.some((place, index) => index > 0 && place < (order[index - 1] ?? 0)))
    lines.push(
      `rules in another order: ${after.flatMap((rule, index) => (now.has(index) ? [labelOf(rule, index)] : [])).join(', ')}`,
    );
  return lines;
}

function describeRule(before: Rule, after: Rule, off: string): string[] {
  const lines = describeOutcomeChange(before, after, off);
  const [old, now] = [phraseCondition(before.if), phraseCondition(after.if)];
  if (old !== now) lines.push(`if ${shorten(old, MAX_PHRASE)} -> if ${shorten(now, MAX_PHRASE)}`);
  return lines;
}

const phrase = (rule: Rule): string => shorten(phraseCondition(rule.if), MAX_PHRASE);

const labelOf = (rule: Rule, index: number): string =>
  rule.name === undefined ? `rule ${index + 1}` : `rule ${JSON.stringify(rule.name)}`;
