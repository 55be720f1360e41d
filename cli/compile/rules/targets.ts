import type { Finding } from '../../diagnostics/diagnostic.ts';
import { settingsOf } from './flag-parts.ts';
import type { FlagRule } from './rule.ts';

/** FF1211, FF1614: a unit is a target of one variant, once. */
export const repeatedTargets: FlagRule = (flag) => {
  const findings: Finding[] = [];
  for (const part of settingsOf(flag)) {
    const first = new Map<string, string>();
    for (const target of part.settings.targets ?? []) {
      target.units.forEach((unit, index) => {
        const earlier = first.get(unit);
        if (earlier === undefined) {
          first.set(unit, target.variant);
          return;
        }
        const place = {
          path: [...part.path, 'targets', target.variant, index],
        };
        if (earlier === target.variant)
          findings.push({
            code: 'FF1614',
            file: flag.file,
            place,
            args: { unit },
          });
        else
          findings.push({
            code: 'FF1211',
            file: flag.file,
            place,
            args: { unit, first: earlier },
          });
      });
    }
  }
  return findings;
};
