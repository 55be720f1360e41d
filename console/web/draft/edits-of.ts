/** Operations as edits of the files that they mean. */
import type { OutcomeSource, RuleSource, TargetSource } from 'flagforge/compile';
import { printPath } from 'flagforge/compile/expression';
import type { YamlEdit, YamlValue } from 'flagforge/edit';
import type { FlagOperation, ScheduleStepDraft } from './operation.ts';

/** The edits of a flag's file that make an operation. */
export function editsOf(operation: FlagOperation): readonly YamlEdit[] {
  switch (operation.kind) {
    case 'set-enabled':
      return [inEnvironment(operation.environment, 'enabled', operation.enabled)];
    case 'set-targets':
      return [listOrNone(operation.environment, 'targets', targetsValue(operation.targets), operation.targets.length)];
    case 'set-rules':
      return [listOrNone(operation.environment, 'rules', operation.rules.map(ruleValue), operation.rules.length)];
    case 'set-default':
      return [inEnvironment(operation.environment, 'default', defaultValue(operation.default))];
    case 'set-schedule': {
      const { environment, schedule } = operation;
      return [listOrNone(environment, 'schedule', schedule.map(stepValue), schedule.length)];
    }
    case 'set-killed':
      return [operation.killed ? { kind: 'set', path: ['killed'], value: true } : { kind: 'remove', path: ['killed'] }];
    case 'set-archived':
      return [{ kind: 'set', path: ['archived'], value: true }];
    case 'set-facts':
      return Object.entries(operation.facts).map(([name, value]): YamlEdit => {
        const isNone = value === null || (Array.isArray(value) && value.length === 0) || value === false;
        return isNone ? { kind: 'remove', path: [name] } : { kind: 'set', path: [name], value: value as YamlValue };
      });
  }
}

const inEnvironment = (environment: string, key: string, value: YamlValue): YamlEdit => ({
  ...{ kind: 'set', path: ['environments', environment, key], value },
});

/** An empty list says nothing, so its key goes. */
const listOrNone = (environment: string, key: string, value: YamlValue, length: number): YamlEdit =>
  length === 0 ? { kind: 'remove', path: ['environments', environment, key] } : inEnvironment(environment, key, value);

const targetsValue = (targets: readonly TargetSource[]): YamlValue =>
  Object.fromEntries(targets.filter(({ units }) => units.length > 0).map(({ variant, units }) => [variant, units]));

const ruleValue = ({ name, if: condition, outcome }: RuleSource): YamlValue => ({
  ...(name === null ? {} : { name }),
  if: condition.text,
  ...outcomeValue(outcome),
});

/** Of a rule: `serve: on`, or `rollout` with what it hashes. */
function outcomeValue(outcome: OutcomeSource): { readonly [key: string]: YamlValue } {
  if ('serve' in outcome) return { serve: outcome.serve };
  const { rollout, unit, salt, hash } = outcome;
  return {
    rollout: Object.fromEntries(rollout.map(([variant, thousandths]) => [variant, thousandths / 1_000])),
    ...(unit === null ? {} : { unit: printPath(unit) }),
    ...(salt === null ? {} : { salt }),
    ...(hash === null ? {} : { hash }),
  };
}

/** Of a default: `on`, or a map. */
const defaultValue = (outcome: OutcomeSource): YamlValue =>
  'serve' in outcome ? outcome.serve : outcomeValue(outcome);

function stepValue({ at, set }: ScheduleStepDraft): YamlValue {
  const { enabled, targets, rules, default: last } = set;
  return {
    at: new Date(at).toISOString().replace('.000Z', 'Z'),
    ...(enabled === undefined ? {} : { enabled }),
    ...(targets === undefined ? {} : { targets: targetsValue(targets) }),
    ...(rules === undefined ? {} : { rules: rules.map(ruleValue) }),
    ...(last === undefined ? {} : { default: defaultValue(last) }),
  };
}
