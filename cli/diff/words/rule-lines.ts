import type { Rule } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { phraseCondition } from '../../compile/expression/index.ts';
import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import { conditionChange } from './condition-change.ts';
import { outcomeText, outcomeWords } from './outcome-words.ts';
import { pairRenamedRules, type RulePair } from './pair-rules.ts';
import { readableCondition } from './readable-condition.ts';
import { type WordLine, wordLine } from './word-line.ts';

/** What became of a list of rules. @param off the flag's off variant. @param path of the list. */
export function ruleLines(
  before: readonly Rule[],
  after: readonly Rule[],
  off: string,
  path: YamlPath,
): readonly WordLine[] {
  const pairs = pairRenamedRules(before, after);
  const moved = movedRules(pairs);
  const lines = after.flatMap((rule, index): WordLine[] => {
    const at = [...path, index];
    const pair = pairs.find((each) => each.after === index);
    const old = pair === undefined ? undefined : before[pair.before];
    if (pair === undefined || old === undefined)
      return [
        wordLine(`${labelOf(rule, index)} added${placeAmong(after, index)}: ${summaryOf(rule)}`, at, undefined, rule),
      ];
    return [
      ...renameLines(old, rule, index, at),
      ...(moved.has(index) ? [moveLine(before, after, pair, pairs, at)] : []),
      ...changedRule(old, rule, labelOf(rule, index), off, at),
    ];
  });
  const kept = new Set(pairs.map((pair) => pair.before));
  const gone = before.flatMap((rule, index) =>
    kept.has(index)
      ? []
      : [wordLine(`${labelOf(rule, index)} removed: ${summaryOf(rule)}`, [...path, index], rule, undefined)],
  );
  return [...lines, ...gone];
}

function renameLines(before: Rule, after: Rule, index: number, path: YamlPath): WordLine[] {
  if (before.name === after.name) return [];
  const [old, now] = [labelOf(before, index), labelOf(after, index)];
  return [wordLine(`${old} is called ${now} now`, [...path, 'name'], before.name, after.name)];
}

function changedRule(before: Rule, after: Rule, label: string, off: string, path: YamlPath): WordLine[] {
  const now = readableCondition(after.if);
  const key = 'serve' in after ? 'serve' : 'rollout';
  const outcomes = outcomeWords(before, after, off, now).map((text) =>
    wordLine(`${label}: ${text}`, [...path, key], outcomeOf(before), outcomeOf(after)),
  );
  if (canonicalJson(before.if) === canonicalJson(after.if)) return outcomes;
  return [
    wordLine(
      `${label}: ${conditionChange(before.if, after.if)}`,
      [...path, 'if'],
      phraseCondition(before.if),
      phraseCondition(after.if),
    ),
    ...outcomes,
  ];
}

const outcomeOf = (rule: Rule): unknown => ('serve' in rule ? { serve: rule.serve } : { rollout: rule.rollout });

const summaryOf = (rule: Rule): string => `${outcomeText(rule)}, where ${readableCondition(rule.if)}`;

const labelOf = (rule: Rule, index: number): string =>
  rule.name === undefined ? `rule ${index + 1}` : `rule ${JSON.stringify(rule.name)}`;

/** Where among several a rule stands: ` above rule "b"`. */
function placeAmong(rules: readonly Rule[], index: number): string {
  const below = rules[index + 1];
  if (below !== undefined) return ` above ${labelOf(below, index + 1)}`;
  return rules.length > 1 ? ' as the last one' : '';
}

/** The fewest rules (by their index after) that have to move to get from one order to the other. */
function movedRules(pairs: readonly RulePair[]): ReadonlySet<number> {
  const inOrder = [...pairs].sort((a, b) => a.after - b.after);
  // The longest run of rules that keep their order stays; of equally long ones the last, so that rules are said to rise.
  const runs: RulePair[][] = [];
  inOrder.forEach((pair, index) => {
    const longest = runs
      .filter((run, at) => (inOrder[at]?.before ?? 0) < pair.before && run.length > 0)
      .reduce<readonly RulePair[]>((best, run) => (run.length > best.length ? run : best), []);
    runs[index] = [...longest, pair];
  });
  const stay = runs.reduce<readonly RulePair[]>((best, run) => (run.length >= best.length ? run : best), []);
  return new Set(inOrder.filter((pair) => !stay.includes(pair)).map((pair) => pair.after));
}

function moveLine(
  before: readonly Rule[],
  after: readonly Rule[],
  pair: RulePair,
  pairs: readonly RulePair[],
  path: YamlPath,
): WordLine {
  const stood = new Map(pairs.map((each) => [each.after, each.before]));
  const rule = after[pair.after];
  const label = rule === undefined ? '' : labelOf(rule, pair.after);
  // What it overtook, or what overtook it: the nearest rule that now stands on its other side.
  const passed = (isBelow: boolean) =>
    [...after.keys()]
      .filter((index) => (isBelow ? index > pair.after : index < pair.after))
      .filter((index) => {
        const old = stood.get(index);
        return old !== undefined && (isBelow ? old < pair.before : old > pair.before);
      });
  const [below, above] = [passed(true)[0], passed(false).at(-1)];
  const [word, index] = below !== undefined ? ['above', below] : ['below', above ?? -1];
  const other = after[index];
  const where = other === undefined ? 'to another place' : `${word} ${labelOf(other, index)}`;
  return wordLine(`${label} moves ${where}`, path, namesOf(before), namesOf(after));
}

const namesOf = (rules: readonly Rule[]): readonly string[] =>
  rules.map((rule, index) => rule.name ?? String(index + 1));
