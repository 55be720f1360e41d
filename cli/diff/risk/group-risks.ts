import type { Group } from '@flagforge/sdk/engine';
import { printPath } from '../../compile/expression/index.ts';
import { formatThousandths } from '../../diagnostics/thousandths.ts';
import type { FoundRisk } from './risk-table.ts';

/** What is risky in the change of the groups of an environment. */
export function groupRisks(before: readonly Group[], after: readonly Group[]): readonly FoundRisk[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  return names.flatMap((name) => {
    const [old, now] = [before, after].map((groups) => groups.find((group) => group.name === name));
    const label = `group ${JSON.stringify(name)}`;
    const redraw =
      old === undefined || now === undefined || printPath(old.unit) === printPath(now.unit)
        ? []
        : [`${label} draws every unit anew: unit ${printPath(old.unit)} -> ${printPath(now.unit)}`];
    return [
      ...redraw.map((text): FoundRisk => ({ code: 'rebucketed', flag: null, text })),
      ...slotRisks(label, rangesOf(old), rangesOf(now)),
    ];
  });
}

type Range = readonly [from: number, to: number];

/** Flag -> its half-open range of the bucket space, in thousandths of a percent. */
function rangesOf(group: Group | undefined): ReadonlyMap<string, Range> {
  let end = 0;
  return new Map(
    (group?.slots ?? []).map(({ flag, percent }) => {
      const start = end;
      end += percent;
      return [flag, [start, end]] as const;
    }),
  );
}

function slotRisks(label: string, before: ReadonlyMap<string, Range>, after: ReadonlyMap<string, Range>): FoundRisk[] {
  const flags = [...new Set([...before.keys(), ...after.keys()])];
  return flags.flatMap((flag): FoundRisk[] => {
    const [old, now] = [before.get(flag), after.get(flag)];
    if (old === undefined || now === undefined) {
      const text = now === undefined ? `it leaves ${label}` : `it joins ${label}, and units outside its slot get off`;
      return [{ code: 'group-changed', flag, text }];
    }
    if (now[0] <= old[0] && now[1] >= old[1]) return [];
    const text = `its slot of ${label} moves: ${rangeText(old)} -> ${rangeText(now)}`;
    return [{ code: 'group-changed', flag, text }];
  });
}

const rangeText = ([from, to]: Range): string => `${formatThousandths(from)}-${formatThousandths(to)} %`;
