import type { Finding } from '../../diagnostics/diagnostic.ts';
import { CONFIG_FILE } from './config-file.ts';
import type { ConfigRule } from './rule.ts';

/** FF1208: a flag has one slot, in one group. */
export const flagInTwoGroups: ConfigRule = (config) => {
  const findings: Finding[] = [];
  const first = new Map<string, string>();
  for (const group of config.groups) {
    group.slots.forEach((slot, index) => {
      const earlier = first.get(slot.flag);
      if (earlier === undefined) first.set(slot.flag, group.name);
      else {
        findings.push({
          code: 'FF1208',
          file: CONFIG_FILE,
          place: { path: ['groups', group.name, 'slots', index, 'flag'] },
          args: { flag: slot.flag, group: group.name, first: earlier },
        });
      }
    });
  }
  return findings;
};

/** FF1303: the slots of a group share 100 %. */
export const slotsOver100: ConfigRule = (config) =>
  config.groups.flatMap((group) => {
    const total = group.slots.reduce((sum, slot) => sum + slot.percent, 0);
    if (total <= 100_000) return [];
    return [
      {
        code: 'FF1303',
        file: CONFIG_FILE,
        place: { path: ['groups', group.name, 'slots'] },
        args: { group: group.name, total },
      },
    ];
  });
