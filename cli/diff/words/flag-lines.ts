import type { EnvironmentState, Flag, Prerequisite } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { countOf } from '../../diagnostics/count.ts';
import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import { shorten } from '../../diagnostics/shorten.ts';
import { outcomeText, outcomeWords } from './outcome-words.ts';
import { ruleLines } from './rule-lines.ts';
import { scheduleLines } from './schedule-lines.ts';
import { targetLines } from './target-lines.ts';
import { type WordLine, wordLine } from './word-line.ts';

const MAX_VALUE = 80;

/** What became of a flag in one environment, in the order of its file; paths are those of the file. Never empty for flags that differ. */
export function flagLines(before: Flag, after: Flag, environment: string): readonly WordLine[] {
  const path = ['environments', environment];
  const [oldOff, newOff] = [before.off, after.off];
  const lines = [
    ...ownLines(before, after),
    ...stateLines(before, after, path, oldOff, newOff),
    ...scheduleLines(before.schedule ?? [], after.schedule ?? [], [...path, 'schedule'], (old, now, at) =>
      // What a step leaves out stays as it was: the off variant says nothing there.
      stateLines(old, now, at, newOff, newOff),
    ),
  ];
  return lines.length > 0 ? lines : [wordLine('changed', path, before, after)];
}

/** A flag that is new or gone, in a few words: `boolean, switched on, 2 rules, default off`. */
export function flagSummary(flag: Flag): string {
  const rules = flag.rules?.length ?? 0;
  const steps = flag.schedule?.length ?? 0;
  const state = flag.killed === true ? 'killed' : flag.enabled === true ? 'switched on' : 'switched off';
  return [
    flag.type,
    state,
    ...(rules === 0 ? [] : [countOf(rules, 'rule')]),
    `default ${outcomeText(flag.default ?? { serve: flag.off })}`,
    ...(steps === 0 ? [] : [countOf(steps, 'scheduled step')]),
  ].join(', ');
}

/** What does not belong to one environment. */
function ownLines(before: Flag, after: Flag): WordLine[] {
  const [wasKilled, isKilled] = [before.killed === true, after.killed === true];
  const [wasClient, isClient] = [before.client === true, after.client === true];
  const [wasKillable, isKillable] = [before.killable !== false, after.killable !== false];
  const all: (readonly [string, string, unknown, unknown])[] = [
    ['type', `type: ${before.type} -> ${after.type}`, before.type, after.type],
    ['killed', isKilled ? `killed: everyone gets ${after.off}` : 'no longer killed', wasKilled, isKilled],
    ['client', isClient ? 'client keys can see its value' : 'client keys can no longer see it', wasClient, isClient],
    [
      'killable',
      isKillable ? 'a break-glass kill is possible' : 'a break-glass kill is no longer possible',
      wasKillable,
      isKillable,
    ],
  ];
  const changed = all
    .filter(([, , was, is]) => was !== is)
    .map(([key, text, was, is]) => wordLine(text, [key], was, is));
  const off =
    before.off === after.off
      ? []
      : [wordLine(`off variant: ${before.off} -> ${after.off}`, ['off'], before.off, after.off)];
  return [
    ...changed,
    ...variantLines(before, after),
    ...off,
    ...requiresLines(before.requires ?? [], after.requires ?? []),
  ];
}

function variantLines(before: Flag, after: Flag): WordLine[] {
  const json = (value: unknown): string => shorten(canonicalJson(value), MAX_VALUE);
  const old = new Map(before.variants.map(({ name, value }) => [name, value]));
  const now = new Map(after.variants.map(({ name, value }) => [name, value]));
  const lines = after.variants.flatMap(({ name, value }): WordLine[] => {
    const path = ['variants', name];
    const was = old.get(name);
    if (was === undefined) return [wordLine(`variant ${name} added: ${json(value)}`, path, undefined, value)];
    if (canonicalJson(was) === canonicalJson(value)) return [];
    return [wordLine(`variant ${name}: ${json(was)} -> ${json(value)}`, path, was, value)];
  });
  const gone = before.variants
    .filter(({ name }) => !now.has(name))
    .map(({ name, value }) =>
      wordLine(`variant ${name} removed: ${json(value)}`, ['variants', name], value, undefined),
    );
  const [oldOrder, newOrder] = [
    [...old.keys()].filter((name) => now.has(name)),
    [...now.keys()].filter((name) => old.has(name)),
  ];
  const order =
    oldOrder.join() === newOrder.join()
      ? []
      : [
          wordLine(
            `variants in the order ${[...now.keys()].join(', ')}: ranges follow it`,
            ['variants'],
            [...old.keys()],
            [...now.keys()],
          ),
        ];
  return [...lines, ...gone, ...order];
}

function requiresLines(before: readonly Prerequisite[], after: readonly Prerequisite[]): WordLine[] {
  const texts = (list: readonly Prerequisite[]): string[] => list.map(({ flag, variant }) => `${flag} = ${variant}`);
  const [old, now] = [texts(before), texts(after)];
  const lines = [
    ...after.flatMap((each, index) => {
      const text = now[index] ?? '';
      return old.includes(text) ? [] : [wordLine(`requires ${text}`, ['requires', index], undefined, each)];
    }),
    ...before.flatMap((each, index) => {
      const text = old[index] ?? '';
      return now.includes(text) ? [] : [wordLine(`no longer requires ${text}`, ['requires', index], each, undefined)];
    }),
  ];
  if (lines.length > 0 || old.join() === now.join()) return lines;
  return [wordLine(`requires in another order: ${now.join(', ')}`, ['requires'], before, after)];
}

function stateLines(
  before: EnvironmentState,
  after: EnvironmentState,
  path: YamlPath,
  oldOff: string,
  newOff: string,
): readonly WordLine[] {
  const [wasOn, isOn] = [before.enabled ?? false, after.enabled ?? false];
  const [old, now] = [before.default ?? { serve: oldOff }, after.default ?? { serve: newOff }];
  return [
    ...(wasOn === isOn ? [] : [wordLine(isOn ? 'switched on' : 'switched off', [...path, 'enabled'], wasOn, isOn)]),
    ...targetLines(before.targets ?? [], after.targets ?? [], [...path, 'targets']),
    ...ruleLines(before.rules ?? [], after.rules ?? [], newOff, [...path, 'rules']),
    ...outcomeWords(old, now, newOff, null).map((text) => wordLine(`default: ${text}`, [...path, 'default'], old, now)),
  ];
}
