/** A change in words that its author knows from the files, for `publish --dry-run`, its summary and whoever lists changes. */
import type { Condition, Flag, Group, Path, Segment } from '@flagforge/sdk/engine';
import { phraseCondition, printPath } from '../compile/expression/index.ts';
import { shorten } from '../diagnostics/shorten.ts';
import { formatThousandths } from '../diagnostics/thousandths.ts';
import type { Change } from './change.ts';
import { describeFlag, describeUnits, summarizeFlag } from './describe-flag.ts';

const MAX_PHRASE = 120;

/** What changed of the thing that a change names, one line a matter; never empty. Pure. */
export function describeChange({ subject, oldState, newState }: Change): string[] {
  switch (subject) {
    case 'flag':
      return describe<Flag>(oldState, newState, describeFlag, summarizeFlag);
    case 'segment':
      return describe<Segment>(oldState, newState, describeSegment);
    case 'group':
      return describe<Group>(oldState, newState, describeGroup);
    case 'environment':
      return describe<EnvironmentSettings>(oldState, newState, describeSettings);
    case 'kill':
      return [newState === null ? 'the kill ends' : 'killed by break-glass: serves off'];
    case 'hold':
      return [newState === null ? 'the hold ends' : 'held: publishing waits for a revert in git'];
    default:
      return subject satisfies never;
  }
}

/** How a thing is named in a list of changes: a flag by its key, others with what they are. */
export function nameOfChange({ subject, name }: Change): string {
  if (subject === 'flag' || subject === 'kill') return name;
  return subject === 'environment' || subject === 'hold' ? `(${subject})` : `${subject} ${name}`;
}

function describe<State>(
  oldState: string | null,
  newState: string | null,
  describeBoth: (before: State, after: State) => string[],
  summarize: (state: State) => string = () => '',
): string[] {
  if (newState === null) return ['removed'];
  const after = JSON.parse(newState) as State;
  if (oldState === null) {
    const summary = summarize(after);
    return [summary === '' ? 'added' : `added: ${summary}`];
  }
  const lines = describeBoth(JSON.parse(oldState) as State, after);
  return lines.length === 0 ? ['changed'] : lines;
}

function describeSegment(before: Segment, after: Segment): string[] {
  const lines: string[] = [];
  const phrase = (condition: Condition | undefined): string =>
    condition === undefined ? 'nothing' : phraseCondition(condition);
  const [old, now] = [phrase(before.if), phrase(after.if)];
  if (old !== now) lines.push(`if ${shorten(old, MAX_PHRASE)} -> if ${shorten(now, MAX_PHRASE)}`);
  for (const list of ['include', 'exclude'] as const) {
    const change = describeUnits(before[list] ?? [], after[list] ?? []);
    if (change !== null) lines.push(`${list}: ${change}`);
  }
  return lines;
}

function describeGroup(before: Group, after: Group): string[] {
  const slots = (group: Group): string =>
    group.slots.map(({ flag, percent }) => `${flag} ${formatThousandths(percent)} %`).join(', ');
  return [
    ...difference('unit', printPath(before.unit), printPath(after.unit)),
    ...difference('slots', slots(before), slots(after)),
  ];
}

/** The state of subject `environment`. */
interface EnvironmentSettings {
  readonly format: number;
  readonly unit: Path;
  readonly overrides: string;
}

function describeSettings(before: EnvironmentSettings, after: EnvironmentSettings): string[] {
  return [
    ...difference('unit', printPath(before.unit), printPath(after.unit)),
    ...difference('overrides', before.overrides, after.overrides),
    ...difference('format', String(before.format), String(after.format)),
  ];
}

const difference = (label: string, before: string, after: string): string[] =>
  before === after ? [] : [`${label}: ${before} -> ${after}`];
