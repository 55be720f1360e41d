import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import type { FlagSummary } from '../model.ts';
import { suggestName } from '../suggest.ts';
import { CONFIG_FILE } from './config-file.ts';
import type { ProjectRule } from './rule.ts';

/** FF1201, FF1202, FF1203: prerequisites and group slots name flags (and variants) that exist and are not archived. */
export const unknownFlag: ProjectRule = (project) => {
  const flags = new Map<string, FlagSummary>(project.flags.map((flag) => [flag.key, flag]));
  const broken = new Set(project.brokenFlags);
  const findings: Finding[] = [];
  const check = (file: string, path: YamlPath, key: string): FlagSummary | null => {
    const flag = flags.get(key);
    if (flag !== undefined && !flag.archived) return flag;
    if (flag !== undefined)
      findings.push({
        code: 'FF1202',
        file,
        place: { path },
        args: { flag: key },
      });
    else if (!broken.has(key)) {
      const suggestion = suggestName(key, liveKeys(flags));
      findings.push({
        code: 'FF1201',
        file,
        place: { path },
        args: {
          flag: key,
          ...(suggestion === undefined ? {} : { suggestion }),
        },
      });
    }
    return null;
  };
  for (const flag of project.flags) {
    // What leaves the snapshots may keep the story of what it once needed.
    if (flag.archived) continue;
    flag.requires.forEach((entry, index) => {
      const required = check(flag.file, ['requires', index, 'flag'], entry.flag);
      if (required === null) return;
      const known = required.source().variants.map((variant) => variant.name);
      if (known.includes(entry.variant)) return;
      const suggestion = suggestName(entry.variant, known);
      findings.push({
        code: 'FF1203',
        file: flag.file,
        place: { path: ['requires', index, 'variant'] },
        args: {
          variant: entry.variant,
          owner: entry.flag,
          known,
          ...(suggestion === undefined ? {} : { suggestion }),
        },
      });
    });
  }
  for (const group of project.config.groups) {
    group.slots.forEach((slot, index) => {
      check(CONFIG_FILE, ['groups', group.name, 'slots', index, 'flag'], slot.flag);
    });
  }
  return findings;
};

const liveKeys = (flags: ReadonlyMap<string, FlagSummary>): string[] =>
  [...flags.values()].flatMap((flag) => (flag.archived ? [] : [flag.key]));
