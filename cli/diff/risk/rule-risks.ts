import type { Rule } from '@flagforge/sdk/engine';
import { pairRenamedRules } from '../words/pair-rules.ts';
import { outcomeRisks } from './outcome-risks.ts';
import type { RiskCode } from './risk-table.ts';

type Found = { readonly code: RiskCode; readonly text: string };

/** What is risky in the change of a list of rules. @param off the flag's off variant before the change. */
export function ruleRisks(before: readonly Rule[], after: readonly Rule[], off: string): readonly Found[] {
  const pairs = pairRenamedRules(before, after);
  const found: Found[] = pairs.flatMap((pair) => {
    const [was, is] = [before[pair.before], after[pair.after]];
    return was === undefined || is === undefined ? [] : outcomeRisks(labelOf(is, pair.after), was, is, off);
  });
  for (const pair of pairs) {
    const passed = pairs.filter((other) => other.before < pair.before && other.after > pair.after);
    const names = passed.map((other) => nameAt(before, other.before));
    if (names.length > 0)
      found.push({ code: 'rule-moved', text: `${nameAt(after, pair.after)} now comes before ${names.join(', ')}` });
  }
  before.forEach((_, index) => {
    if (!pairs.some((pair) => pair.before === index))
      found.push({ code: 'rule-removed', text: `${nameAt(before, index)} goes` });
  });
  return found;
}

function nameAt(rules: readonly Rule[], index: number): string {
  const rule = rules[index];
  return rule === undefined ? '' : labelOf(rule, index);
}

const labelOf = (rule: Rule, index: number): string =>
  rule.name === undefined ? `rule ${index + 1}` : `rule ${JSON.stringify(rule.name)}`;
