import type { Condition, Flag, Json } from '../engine/snapshot.ts';
import type { CaseGroup, CaseSnapshot, EvaluationCase } from './case-file.ts';
import { conditionSnapshot } from './runner.ts';

const ON = { value: true, variant: 'on', reason: 'rule_match', rule: '1' };
const OFF = { value: false, variant: 'off', reason: 'default' };

/** A snapshot and what its flags must give. */
export interface FlagCases {
  readonly snapshot: CaseSnapshot;
  readonly cases: readonly EvaluationCase[];
}

/**
 * The conditions and patterns of a group as flags, each the only rule of one, and negated that of another: for runtimes that
 * answer flags, and of which one asks all at once.
 */
export function conditionsAsFlags({ snapshot = {}, conditions = [], patterns = [] }: CaseGroup): FlagCases {
  const flags: Flag[] = [];
  const cases: EvaluationCase[] = [];
  const add = (name: string, condition: Condition, context: Json, now: number, holds: boolean | 'never'): void => {
    const number = flags.length;
    const negated: Condition = { op: 'not', of: [condition] };
    for (const [key, tested, isOn] of [
      [`c${number}`, condition, holds === true],
      [`c${number + 1}`, negated, holds === false],
    ] as const) {
      const [flag] = conditionSnapshot(snapshot, tested).flags;
      flags.push({ ...(flag as Flag), key });
      cases.push({ name: `${name} (${key})`, flag: key, context, now, expect: isOn ? ON : OFF });
    }
  };
  for (const { name, if: condition, context, now = 0, expect: holds } of conditions) {
    add(name, condition, context, now, holds);
  }
  for (const { pattern, automaton, lower, found, notFound } of patterns) {
    const condition: Condition = { op: 'matches', path: ['text'], pattern, automaton, ...(lower && { lower }) };
    for (const text of found) add(`${pattern} in ${text}`, condition, { text }, 0, true);
    for (const text of notFound) add(`${pattern} in ${text}`, condition, { text }, 0, false);
  }
  return { snapshot: { ...snapshot, flags }, cases };
}
