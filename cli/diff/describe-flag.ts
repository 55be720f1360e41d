import type { EnvironmentState, Flag, Outcome, ScheduleStep, Target } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { formatInstant } from '../diagnostics/format-instant.ts';
import { shorten } from '../diagnostics/shorten.ts';
import { describeOutcome, describeOutcomeChange } from './describe-outcome.ts';
import { describeRules } from './describe-rules.ts';

const MAX_VALUE = 80;

/** What became of a flag in one environment, one line a matter: `default: off -> on`. Empty: nothing. */
export function describeFlag(before: Flag, after: Flag): string[] {
  return [
    ...describeValue('type', before.type, after.type),
    ...describeValue('killed', before.killed ?? false, after.killed ?? false),
    ...describeValue('client', before.client ?? false, after.client ?? false),
    ...describeValue('killable', before.killable ?? true, after.killable ?? true),
    ...describeVariants(before, after),
    ...describeValue('off', before.off, after.off),
    ...describeList('requires', before.requires, after.requires, ({ flag, variant }) => `${flag}=${variant}`),
    ...describeState(before, after, before.off, after.off),
    ...describeSchedule(before.schedule ?? [], after.schedule ?? [], before.off, after.off),
  ];
}

/** A flag that is new here, in a few words: `boolean, enabled, 2 rules, default: off`. */
export function summarizeFlag(flag: Flag): string {
  const rules = flag.rules?.length ?? 0;
  return [
    flag.type,
    flag.enabled === true ? 'enabled' : 'not enabled',
    ...(rules === 0 ? [] : [`${rules} ${rules === 1 ? 'rule' : 'rules'}`]),
    `default: ${describeOutcome(flag.default ?? { serve: flag.off })}`,
  ].join(', ');
}

function describeState(before: EnvironmentState, after: EnvironmentState, oldOff: string, newOff: string): string[] {
  const [old, now]: Outcome[] = [before.default ?? { serve: oldOff }, after.default ?? { serve: newOff }];
  return [
    ...describeValue('enabled', before.enabled ?? false, after.enabled ?? false),
    ...describeTargets(before.targets ?? [], after.targets ?? []),
    ...describeRules(before.rules ?? [], after.rules ?? [], newOff),
    ...(old === undefined || now === undefined
      ? []
      : describeOutcomeChange(old, now, newOff).map((line) => `default: ${line}`)),
  ];
}

function describeValue(label: string, before: unknown, after: unknown): string[] {
  const [old, now] = [plain(before), plain(after)];
  return old === now ? [] : [`${label}: ${shorten(old, MAX_VALUE)} -> ${shorten(now, MAX_VALUE)}`];
}

/** A value in JSON, a word as it is. */
const plain = (value: unknown): string => (typeof value === 'string' ? value : canonicalJson(value));

function describeVariants(before: Flag, after: Flag): string[] {
  const json = (value: unknown): string => shorten(canonicalJson(value), MAX_VALUE);
  const old = new Map(before.variants.map(({ name, value }) => [name, canonicalJson(value)]));
  const now = new Map(after.variants.map(({ name, value }) => [name, canonicalJson(value)]));
  const lines = after.variants.flatMap(({ name, value }) => {
    const earlier = old.get(name);
    if (earlier === undefined) return [`variant ${name} added: ${json(value)}`];
    return earlier === now.get(name) ? [] : [`variant ${name}: ${shorten(earlier, MAX_VALUE)} -> ${json(value)}`];
  });
  for (const { name, value } of before.variants) {
    if (!now.has(name)) lines.push(`variant ${name} removed: ${json(value)}`);
  }
  const [oldOrder, newOrder] = [[...old.keys()], [...now.keys()].filter((name) => old.has(name))];
  if (newOrder.join() !== oldOrder.filter((name) => now.has(name)).join())
    lines.push(`variants in the order ${[...now.keys()].join(', ')}`);
  return lines;
}

/** By variant, how many units come and go; few of them are named. */
function describeTargets(before: readonly Target[], after: readonly Target[]): string[] {
  const variants = [...new Set([...after, ...before].map(({ variant }) => variant))];
  return variants.flatMap((variant) => {
    const unitsOf = (targets: readonly Target[]): readonly string[] =>
      targets.find((target) => target.variant === variant)?.units ?? [];
    const change = describeUnits(unitsOf(before), unitsOf(after));
    return change === null ? [] : [`targets of ${variant}: ${change}`];
  });
}

const MAX_UNITS = 5;

/** How a list of units changed: `added user-1, user-2; removed 812`. null: not at all. */
export function describeUnits(before: readonly string[], after: readonly string[]): string | null {
  const [old, now] = [new Set(before), new Set(after)];
  const part = (word: string, units: readonly string[]): string[] => {
    if (units.length === 0) return [];
    const more = units.length > MAX_UNITS ? ` and ${units.length - MAX_UNITS} more` : '';
    return [
      `${word} ${units
        .slice(0, MAX_UNITS)
        .map((unit) => shorten(unit, 40))
        .join(', ')}${more}`,
    ];
  };
  const parts = [
    ...part(
      'added',
      after.filter((unit) => !old.has(unit)),
    ),
    ...part(
      'removed',
      before.filter((unit) => !now.has(unit)),
    ),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}

function describeList<Item>(
  label: string,
  before: readonly Item[] = [],
  after: readonly Item[] = [],
  textOf: (item: Item) => string,
): string[] {
  const change = describeUnits(before.map(textOf), after.map(textOf));
  if (change !== null) return [`${label}: ${change}`];
  return before.map(textOf).join() === after.map(textOf).join() ? [] : [`${label}: ${after.map(textOf).join(', ')}`];
}

function describeSchedule(
  before: readonly ScheduleStep[],
  after: readonly ScheduleStep[],
  oldOff: string,
  newOff: string,
): string[] {
  const [old, now] = [new Map(before.map((step) => [step.at, step])), new Map(after.map((step) => [step.at, step]))];
  const instants = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => a - b);
  return instants.flatMap((at) => {
    const label = `schedule ${formatInstant(at)}`;
    const [was, is] = [old.get(at), now.get(at)];
    if (was === undefined) return [`${label} added: ${describeStep(is?.set ?? {})}`];
    if (is === undefined) return [`${label} removed: ${describeStep(was.set)}`];
    if (canonicalJson(was.set) === canonicalJson(is.set)) return [];
    const lines = describeState(was.set, is.set, oldOff, newOff);
    const keys = [Object.keys(was.set), Object.keys(is.set)].map((names) => names.sort().join(', '));
    if (keys[0] !== keys[1]) return [`${label}: ${describeStep(was.set)} -> ${describeStep(is.set)}`];
    return lines.map((line) => `${label}: ${line}`);
  });
}

/** What a step sets: `enabled: true, default: rollout on 50 %, off 50 %`. */
function describeStep(set: EnvironmentState): string {
  const parts = [
    ...(set.enabled === undefined ? [] : [`enabled: ${set.enabled}`]),
    ...(set.targets === undefined ? [] : ['targets']),
    ...(set.rules === undefined ? [] : [`${set.rules.length} ${set.rules.length === 1 ? 'rule' : 'rules'}`]),
    ...(set.default === undefined ? [] : [`default: ${describeOutcome(set.default)}`]),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}
