import type { Rule } from '@flagforge/sdk/engine';
import { phraseCondition } from '../compile/expression/index.ts';
import { shorten } from '../diagnostics/shorten.ts';
import { describeOutcome, describeOutcomeChange } from './describe-outcome.ts';

const MAX_PHRASE = 120;

interface Pair {
  readonly before: number;
  readonly after: number;
}

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

/** By name; those without one by their condition; what is left by its place among the others. */
function pairRules(before: readonly Rule[], after: readonly Rule[]): Pair[] {
  const pairs: Pair[] = [];
  const [old, now] = [new Set(before.keys()), new Set(after.keys())];
  const pairUp = (isSame: (a: Rule, b: Rule) => boolean): void => {
    for (const b of now) {
      for (const a of old) {
        const [earlier, later] = [before[a], after[b]];
        if (earlier === undefined || later === undefined || !isSame(earlier, later)) continue;
        pairs.push({ before: a, after: b });
        old.delete(a);
        now.delete(b);
        break;
      }
    }
  };
  pairUp((a, b) => a.name !== undefined && a.name === b.name);
  pairUp((a, b) => a.name === b.name && phraseCondition(a.if) === phraseCondition(b.if));
  pairUp((a, b) => a.name === undefined && b.name === undefined);
  return pairs;
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
