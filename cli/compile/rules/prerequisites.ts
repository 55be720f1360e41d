import type { Finding } from '../../diagnostics/diagnostic.ts';
import { findCycles } from './cycles.ts';
import type { FlagRule, ProjectRule } from './rule.ts';

/** FF1206: prerequisites do not lead back to their flag. Archived flags are in no snapshot and break the chain. */
export const prerequisiteCycles: ProjectRule = (project) => {
  const live = project.flags.filter((flag) => !flag.archived && flag.requires.length > 0);
  const flags = new Map(live.map((flag) => [flag.key, flag]));
  const cycles = findCycles([...flags.keys()], (key) => (flags.get(key)?.requires ?? []).map((entry) => entry.flag));
  return cycles.flatMap((cycle) => {
    const flag = flags.get(cycle[0] ?? '');
    if (flag === undefined) return [];
    const index = flag.requires.findIndex((entry) => entry.flag === cycle[1]);
    return [
      {
        code: 'FF1206',
        file: flag.file,
        place: { path: ['requires', Math.max(index, 0), 'flag'] },
        args: { flag: flag.key, cycle },
      },
    ];
  });
};

/** FF1214: a flag is required once, as one variant. */
export const repeatedPrerequisite: FlagRule = (flag) => {
  const findings: Finding[] = [];
  const first = new Map<string, string>();
  flag.requires.forEach((entry, index) => {
    const earlier = first.get(entry.flag);
    if (earlier === undefined) first.set(entry.flag, entry.variant);
    else {
      findings.push({
        code: 'FF1214',
        file: flag.file,
        place: { path: ['requires', index] },
        args: { flag: entry.flag, variant: entry.variant, first: earlier },
      });
    }
  });
  return findings;
};
