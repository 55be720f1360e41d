/** Words for what flags share: segments and groups. */
import type { Group } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { printPath } from '../../compile/expression/index.ts';
import type { SegmentSource } from '../../compile/index.ts';
import { countOf } from '../../diagnostics/count.ts';
import { formatThousandths } from '../../diagnostics/thousandths.ts';
import { conditionChange } from './condition-change.ts';
import { readableCondition } from './readable-condition.ts';
import { unitLines } from './target-lines.ts';
import { type WordLine, wordLine } from './word-line.ts';

/** What became of a segment; empty: nothing that counts. null: not there. */
export function segmentLines(before: SegmentSource | null, after: SegmentSource | null): WordLine[] {
  if (before === null || after === null) {
    const segment = after ?? before;
    const text = segment === null ? '' : segmentSummary(segment);
    return [wordLine(after === null ? 'removed' : `new: ${text}`, [], stateOf(before), stateOf(after))];
  }
  return [
    ...(canonicalJson(before.if?.condition ?? null) === canonicalJson(after.if?.condition ?? null)
      ? []
      : [wordLine(conditionStep(before, after), ['if'], before.if?.text, after.if?.text)]),
    ...(['include', 'exclude'] as const).flatMap((list) => {
      const [were, are] = [before[list], after[list]];
      const isInFile = list === 'include' && (before.hasFile || after.hasFile);
      return unitLines(list, were, are, [isInFile ? 'includeFile' : list]);
    }),
  ];
}

function conditionStep(before: SegmentSource, after: SegmentSource): string {
  const [old, now] = [before.if?.condition ?? null, after.if?.condition ?? null];
  if (old !== null && now !== null) return conditionChange(old, now);
  return `if ${conditionText(before)} -> if ${conditionText(after)}`;
}

const conditionText = ({ if: source }: SegmentSource): string =>
  source?.condition === undefined || source.condition === null ? 'nothing else' : readableCondition(source.condition);

function segmentSummary({ if: source, include, exclude }: SegmentSource): string {
  const parts = [
    ...(source?.condition === undefined || source.condition === null
      ? []
      : [`if ${readableCondition(source.condition)}`]),
    ...(include.length === 0 ? [] : [`${countOf(include.length, 'unit')} included`]),
    ...(exclude.length === 0 ? [] : [`${countOf(exclude.length, 'unit')} excluded`]),
  ];
  return parts.length === 0 ? 'nobody' : parts.join(', ');
}

const stateOf = (segment: SegmentSource | null): unknown =>
  segment === null ? undefined : { if: segment.if?.text ?? null, include: segment.include, exclude: segment.exclude };

/** What became of a group; paths are those of flagforge.yaml. */
export function groupLines(before: Group | null, after: Group | null): WordLine[] {
  const name = (after ?? before)?.name ?? '';
  const path = ['groups', name];
  if (before === null || after === null) {
    const slots = (after ?? before)?.slots ?? [];
    const text = slots.map(({ flag, percent }) => `${flag} ${formatThousandths(percent)} %`).join(', ');
    return [
      wordLine(after === null ? `removed: ${text}` : `new: ${text}`, path, before ?? undefined, after ?? undefined),
    ];
  }
  const [oldUnit, newUnit] = [printPath(before.unit), printPath(after.unit)];
  const [old, now] = [rangesOf(before), rangesOf(after)];
  const lines = [...now].map(([flag, range], index) => slotLine(flag, old.get(flag), range, [...path, 'slots', index]));
  const gone = [...old].flatMap(([flag, range], index) =>
    now.has(flag)
      ? []
      : [
          wordLine(
            `${flag} leaves its slot ${rangeText(range)}`,
            [...path, 'slots', index],
            rangeText(range),
            undefined,
          ),
        ],
  );
  return [
    ...(oldUnit === newUnit
      ? []
      : [wordLine(`everyone is drawn anew, by ${newUnit} instead of ${oldUnit}`, [...path, 'unit'], oldUnit, newUnit)]),
    ...lines.flat(),
    ...gone,
  ];
}

type SlotRange = readonly [from: number, to: number];

function rangesOf(group: Group): ReadonlyMap<string, SlotRange> {
  let end = 0;
  return new Map(
    group.slots.map(({ flag, percent }): [string, SlotRange] => {
      const from = end;
      end += percent;
      return [flag, [from, end]];
    }),
  );
}

function slotLine(
  flag: string,
  before: SlotRange | undefined,
  after: SlotRange,
  path: (string | number)[],
): WordLine[] {
  const now = rangeText(after);
  if (before === undefined) return [wordLine(`${flag} gets the slot ${now}`, path, undefined, now)];
  const was = rangeText(before);
  return was === now ? [] : [wordLine(`${flag}: slot ${was} -> ${now}`, path, was, now)];
}

/** `50 % (30-80 %)`: how wide, and where. */
function rangeText([from, to]: SlotRange): string {
  const percent = formatThousandths;
  return `${percent(to - from)} % (${percent(from)}-${percent(to)} %)`;
}
