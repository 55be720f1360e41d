import { withoutSecrets } from '../../compile/rules/secrets.ts';
import type { AffectedFlag, ChangeLine, EnvironmentDiff, ItemDiff } from '../project-diff.ts';
import type { DiffReport } from './report.ts';
import { nameOfItem, readersText, sampleLines } from './words.ts';

/** One thing that changes in an environment, ready to be written in any form. All of it may be anybody's text. */
export interface Block {
  readonly name: string;
  /** Never empty. */
  readonly lines: readonly string[];
  /** `flags/new-checkout.yaml:19`. */
  readonly places: readonly Place[];
  /** It was not edited itself. */
  readonly isReached: boolean;
}

export interface Place {
  /** In the repository. */
  readonly file: string;
  /** Ascending. */
  readonly lines: readonly number[];
}

/** What was edited, what is shared before the flags that it reaches; then flags that were not edited themselves. */
export function blocksOf(report: DiffReport, environment: EnvironmentDiff): readonly Block[] {
  const { items, affected } = environment;
  const sorted = [...items].sort((a, b) => Number(a.subject === 'flag') - Number(b.subject === 'flag'));
  const edited = new Set(items.filter(({ subject }) => subject === 'flag').map(({ name }) => name));
  return [
    ...sorted.map((item) => itemBlock(report, environment, item)),
    ...affected.filter(({ flag }) => !edited.has(flag)).map((flag) => reachedBlock(report, environment, flag)),
  ];
}

function itemBlock(report: DiffReport, { environment, affected, presence }: EnvironmentDiff, item: ItemDiff): Block {
  const flags = item.subject === 'flag' ? affected.filter(({ flag }) => flag === item.name) : [];
  const lines = [
    ...item.lines.map(({ text }) => withoutSecrets(text)),
    // What is new or gone as a whole moves nobody from one variant to another.
    ...(presence === 'kept' ? flags.flatMap(({ words }) => words) : []),
    ...(item.subject === 'flag' ? sampleLines(report, environment, item.name) : []),
  ];
  return {
    name: nameOfItem(item),
    lines: lines.length > 0 ? lines : [item.presence === 'kept' ? 'changed' : item.presence],
    places: placesOf(report.directory, item.lines),
    isReached: false,
  };
}

function reachedBlock(report: DiffReport, { environment }: EnvironmentDiff, flag: AffectedFlag): Block {
  const lines = [...flag.words, ...sampleLines(report, environment, flag.flag)];
  const [first = 'may change', ...rest] = lines;
  const through = flag.through === null ? '' : `through ${flag.through}: `;
  return { name: flag.flag, lines: [`${through}${first}`, ...rest], places: [], isReached: true };
}

/** What changed of flagforge.yaml beside what is served; all lines of one setting together. */
export function settingBlocks({ diff, directory }: DiffReport): readonly Block[] {
  const names = [...new Set(diff.settings.map(({ setting }) => setting))];
  return [
    ...names.map((name): Block => {
      const own = diff.settings.filter(({ setting }) => setting === name);
      return { name, lines: own.map(({ text }) => text), places: placesOf(directory, own), isReached: false };
    }),
    ...diff.attributes.map((each): Block => {
      const lines = [each.text, readersText(each)];
      return { name: `attribute ${each.attribute}`, lines, places: placesOf(directory, [each]), isReached: false };
    }),
  ];
}

function placesOf(directory: string, lines: readonly Pick<ChangeLine, 'place'>[]): readonly Place[] {
  const files = new Map<string, Set<number>>();
  for (const { place } of lines) {
    if (place === null) continue;
    const file = directory === '' ? place.file : `${directory}/${place.file}`;
    files.set(file, (files.get(file) ?? new Set()).add(place.line));
  }
  return [...files].map(([file, numbers]) => ({ file, lines: [...numbers].sort((a, b) => a - b) }));
}
