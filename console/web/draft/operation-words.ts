import type { OutcomeSource, RuleSource, TargetSource } from 'flagforge/compile';
import { percentText } from '../parts/percent.ts';
import type { Operation } from './operation.ts';
import { isShared } from './shared-thing.ts';
import { sharedText, sharedWords } from './shared-words.ts';
import { isSameThing, type Thing, thingOf } from './thing.ts';

/** What an operation does: `new-checkout: rule us-canary`, `on 10 %`, `on 25 %`, `production`. */
export interface OperationWords {
  readonly about: string;
  /** null: nobody said what was there, or it takes more than a word. */
  readonly from: string | null;
  readonly to: string;
  readonly environment: string | null;
  /** Where it is about several: approvals go from 1 to 2. */
  readonly isPlural?: boolean;
}

/** @param before what was there when it was made. */
export function operationWords(operation: Operation, before?: Thing): OperationWords {
  if (isShared(operation)) return sharedWords(operation, before);
  const environment = 'environment' in operation ? operation.environment : null;
  const say = (about: string, to: string, from: string | null = null): OperationWords => ({
    ...{ about: 'flag' in operation ? `${operation.flag}${about}` : about, from, to, environment },
  });
  switch (operation.kind) {
    case 'set-text':
      return say(
        nameOfFile(operation.file),
        operation.text === null ? 'goes' : before === null ? 'is new' : 'is edited as text',
      );
    case 'edit-file':
      return say(nameOfFile(operation.file), 'is edited');
    case 'set-killed':
      return say(' is', operation.killed ? 'killed in every environment' : 'no longer killed');
    case 'set-archived':
      return say(' is', 'archived');
    case 'set-facts':
      return say(' gets another', Object.keys(operation.facts).join(', '));
    case 'set-enabled':
      return say(' is', operation.enabled ? 'enabled' : 'disabled');
    case 'set-default':
      return say(
        ': otherwise',
        outcomeWords(operation.default),
        before === undefined ? null : outcomeWords(before as unknown as OutcomeSource),
      );
    case 'set-rules': {
      const { what, from, to } = rulesWords(before as unknown as readonly RuleSource[] | undefined, operation.rules);
      return say(`: ${what}`, to, from);
    }
    case 'set-targets':
      return say(
        ': targets',
        targetsWords(before as unknown as readonly TargetSource[] | undefined, operation.targets),
      );
    case 'set-schedule': {
      const { length } = operation.schedule;
      return say(': schedule', length === 0 ? 'without steps' : `of ${length} step${length === 1 ? '' : 's'}`);
    }
  }
}

/** `new-checkout: rule us-canary goes from on 10 % to on 25 % in production` */
export function operationText(operation: Operation, before?: Thing): string {
  const { about, from, to, environment, isPlural = false } = operationWords(operation, before);
  const what = from === null ? `${about} ${to}` : `${about} ${isPlural ? 'go' : 'goes'} from ${from} to ${to}`;
  return environment === null ? what : `${what} in ${environment}`;
}

/** `segment staff` */
export function nameOfFile(file: string): string {
  const segment = /^segments\/([^/]+)\.yaml$/.exec(file)?.[1];
  return segment === undefined ? file : `segment ${segment}`;
}

/** `on`, `on 25 %`, `teaser 30 %, sale 20 %, none 50 %` */
export function outcomeWords(outcome: OutcomeSource): string {
  if ('serve' in outcome) return outcome.serve;
  const { rollout } = outcome;
  const isOnOff = rollout.length === 2 && rollout.every(([name]) => name === 'on' || name === 'off');
  const said = isOnOff ? rollout.filter(([name]) => name === 'on') : rollout;
  return said.map(([name, share]) => `${name} ${percentText(share / 100_000)}`).join(', ');
}

const nameOf = (rule: RuleSource, index: number): string => rule.name ?? `${index + 1}`;

function rulesWords(
  before: readonly RuleSource[] | undefined,
  rules: readonly RuleSource[],
): { readonly what: string; readonly from: string | null; readonly to: string } {
  const edited = { what: 'rules', from: null, to: `are ${rules.length}` };
  if (before === undefined) return edited;
  const old = new Map(before.map((rule, index) => [nameOf(rule, index), rule]));
  const now = new Map(rules.map((rule, index) => [nameOf(rule, index), rule]));
  const added = [...now.keys()].filter((name) => !old.has(name));
  const removed = [...old.keys()].filter((name) => !now.has(name));
  const changed = [...now].flatMap(([name, rule]) => {
    const was = old.get(name);
    return was === undefined || isSameThing(was as unknown as Thing, rule as unknown as Thing)
      ? []
      : [{ name, was, rule }];
  });
  const count = added.length + removed.length + changed.length;
  if (count === 0) return { ...edited, to: 'in another order' };
  const [only] = changed;
  if (count === 1 && only !== undefined) {
    const { name, was, rule } = only;
    return was.if.text === rule.if.text
      ? { what: `rule ${name}`, from: outcomeWords(was.outcome), to: outcomeWords(rule.outcome) }
      : { what: `rule ${name}`, from: null, to: 'asks something else' };
  }
  if (count === 1) {
    return { what: `rule ${added[0] ?? removed[0]}`, from: null, to: added.length === 1 ? 'is new' : 'goes' };
  }
  const counted = [
    [added.length, 'new'],
    [removed.length, 'gone'],
    [changed.length, 'changed'],
  ] as const;
  const to = counted.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`])).join(', ');
  return { ...edited, to };
}

function targetsWords(before: readonly TargetSource[] | undefined, targets: readonly TargetSource[]): string {
  const pairs = (all: readonly TargetSource[]): ReadonlySet<string> =>
    new Set(all.flatMap(({ variant, units }) => units.map((unit) => JSON.stringify([variant, unit]))));
  const now = pairs(targets);
  if (before === undefined) return `of ${now.size} names`;
  const old = pairs(before);
  const more = [...now].filter((pair) => !old.has(pair)).length;
  const less = [...old].filter((pair) => !now.has(pair)).length;
  return [more > 0 && `${more} more`, less > 0 && `${less} less`].filter((part) => part !== false).join(', ');
}

/** What an operation makes of its thing, or what was there, in a line or a few. */
export function thingText(operation: Operation, thing: Thing): string {
  if (isShared(operation)) return sharedText(operation, thing);
  switch (operation.kind) {
    case 'set-enabled':
      return thing === true ? 'enabled' : 'disabled';
    case 'set-default':
      return outcomeWords(thing as unknown as OutcomeSource);
    case 'set-rules': {
      const rules = thing as unknown as readonly RuleSource[];
      const lines = rules.map(
        (rule, index) => `${nameOf(rule, index)}: if ${rule.if.text}, ${outcomeWords(rule.outcome)}`,
      );
      return lines.length === 0 ? 'no rules' : lines.join('\n');
    }
    case 'set-targets': {
      const targets = thing as unknown as readonly TargetSource[];
      const lines = targets.map(({ variant, units }) => `${variant}: ${units.join(', ')}`);
      return lines.length === 0 ? 'no targets' : lines.join('\n');
    }
    case 'set-text':
      return typeof thing === 'string' ? thing : 'not there';
    default:
      return typeof thing === 'object' && thing !== null
        ? Object.entries(thing)
            .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
            .join('\n')
        : String(thing);
  }
}

/** What an operation makes, in the words of `thingText`. */
export const mineText = (operation: Operation): string => thingText(operation, thingOf(operation) ?? null);
