import type { EnvironmentState, ScheduleStep } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { countOf } from '../../diagnostics/count.ts';
import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import { formatInstant } from '../../diagnostics/format-instant.ts';
import { outcomeText } from './outcome-words.ts';
import { type WordLine, wordLine } from './word-line.ts';

/** Says what became of the keys that two steps both set. */
export type StateLines = (before: EnvironmentState, after: EnvironmentState, path: YamlPath) => readonly WordLine[];

/** What became of a schedule, by instant; a step whose instant alone changed is said to move. */
export function scheduleLines(
  before: readonly ScheduleStep[],
  after: readonly ScheduleStep[],
  path: YamlPath,
  stateLines: StateLines,
): WordLine[] {
  const old = new Map(before.map((step, index) => [step.at, { step, index }]));
  const now = new Map(after.map((step, index) => [step.at, { step, index }]));
  const came = [...now.values()].filter(({ step }) => !old.has(step.at));
  const moved = new Map<number, number>();
  for (const { step } of [...old.values()].filter((each) => !now.has(each.step.at))) {
    const taken = new Set(moved.values());
    const same = came.find(
      (each) => !taken.has(each.step.at) && canonicalJson(each.step.set) === canonicalJson(step.set),
    );
    if (same !== undefined) moved.set(step.at, same.step.at);
  }
  const arrived = new Map([...moved].map(([from, to]) => [to, from]));
  const instants = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => a - b);
  return instants.flatMap((at): readonly WordLine[] => {
    const [was, is] = [old.get(at), now.get(at)];
    const label = `schedule ${formatInstant(at)}`;
    if (was !== undefined && is === undefined) {
      if (moved.has(at)) return [];
      return [wordLine(`${label} removed: ${stepText(was.step.set)}`, [...path, was.index], was.step, undefined)];
    }
    if (is === undefined) return [];
    const place = [...path, is.index];
    const from = arrived.get(at);
    if (from !== undefined) {
      const text = `schedule ${formatInstant(from)} moves to ${formatInstant(at)}: ${stepText(is.step.set)}`;
      return [wordLine(text, [...place, 'at'], formatInstant(from), formatInstant(at))];
    }
    if (was === undefined) return [wordLine(`${label} added: ${stepText(is.step.set)}`, place, undefined, is.step)];
    return stepLines(was.step, is.step, label, place, stateLines);
  });
}

function stepLines(
  before: ScheduleStep,
  after: ScheduleStep,
  label: string,
  path: YamlPath,
  stateLines: StateLines,
): readonly WordLine[] {
  if (canonicalJson(before.set) === canonicalJson(after.set)) return [];
  const keys = [before.set, after.set].map((set) => Object.keys(set).sort().join());
  if (keys[0] !== keys[1])
    return [wordLine(`${label}: ${stepText(before.set)} -> ${stepText(after.set)}`, path, before, after)];
  return stateLines(before.set, after.set, path).map((line) => ({ ...line, text: `${label}: ${line.text}` }));
}

/** What a step sets: `switched on, default on for 50 % of users, off for the rest`. */
export function stepText({ enabled, targets, rules, default: outcome }: EnvironmentState): string {
  const parts = [
    ...(enabled === undefined ? [] : [enabled ? 'switched on' : 'switched off']),
    ...(targets === undefined
      ? []
      : [
          targets.length === 0
            ? 'no targets'
            : countOf(
                targets.reduce((sum, { units }) => sum + units.length, 0),
                'target',
              ),
        ]),
    ...(rules === undefined ? [] : [rules.length === 0 ? 'no rules' : countOf(rules.length, 'rule')]),
    ...(outcome === undefined ? [] : [`default ${outcomeText(outcome)}`]),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}
