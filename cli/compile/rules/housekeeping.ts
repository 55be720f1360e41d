import type { Finding } from '../../diagnostics/diagnostic.ts';
import { soleVariant } from './flag-parts.ts';
import type { FlagRule, ProjectRule, SegmentRule } from './rule.ts';

/** FF1601, FF1602, FF1603, FF1615: what colleagues need to know about a flag. Archived ones are left alone. */
export const flagPapers: FlagRule = (flag) => {
  if (flag.archived) return [];
  const { file } = flag;
  const findings: Finding[] = [];
  const atType = { path: ['type'], on: 'key' } as const;
  if (isBlank(flag.description))
    findings.push({
      code: 'FF1601',
      file,
      place: atType,
      args: { flag: flag.key },
    });
  if (isBlank(flag.owner))
    findings.push({
      code: 'FF1602',
      file,
      place: atType,
      args: { flag: flag.key },
    });
  if (flag.kind === 'temporary' && flag.expires === null) {
    findings.push({
      code: 'FF1603',
      file,
      place: { path: ['kind'] },
      args: { flag: flag.key },
    });
  }
  if (flag.kind === 'permanent' && flag.expires !== null) {
    findings.push({
      code: 'FF1615',
      file,
      place: { path: ['expires'], on: 'key' },
      args: { flag: flag.key },
    });
  }
  return findings;
};

const isBlank = (text: string | null): boolean => text === null || text.trim() === '';

/** FF1604: the day under `expires` has not passed yet (it ends with that day, in UTC). */
export const expiredFlag: ProjectRule = (project, { now }) => {
  const today = new Date(now).toISOString().slice(0, 10);
  return project.flags.flatMap((flag) =>
    flag.archived || flag.kind === 'permanent' || flag.expires === null || flag.expires >= today
      ? []
      : [
          {
            code: 'FF1604',
            file: flag.file,
            place: { path: ['expires'] },
            args: { expires: flag.expires },
          },
        ],
  );
};

/** FF1612: an enabled environment that says nothing else serves off to everyone, which is easily overlooked. */
export const enabledButOff: FlagRule = (flag) =>
  flag.environments.flatMap((environment) => {
    const { enabled, rules = [], targets = [], schedule } = environment;
    if (enabled !== true || environment.default !== undefined || schedule.length > 0 || flag.archived) return [];
    const servesOther =
      targets.some((target) => target.variant !== flag.off) ||
      rules.some((rule) => soleVariant(rule.outcome) !== flag.off);
    if (servesOther) return [];
    return [
      {
        code: 'FF1612',
        file: flag.file,
        place: { path: ['environments', environment.name, 'enabled'] },
        args: { environment: environment.name },
      },
    ];
  });

/** Findings of one kind in one list before the rest is left out: lists may hold thousands of units. */
const MAX_PER_LIST = 5;

/** FF1606, FF1613, FF1614, FF1616: segments that hold somebody, say who, and say it once. */
export const segmentPapers: SegmentRule = (segment) => {
  const { file, name } = segment;
  const findings: Finding[] = [];
  const whole = { path: [] };
  if (isBlank(segment.description))
    findings.push({
      code: 'FF1616',
      file,
      place: whole,
      args: { segment: name },
    });
  if (segment.if === null && segment.include.length === 0 && !segment.hasFile) {
    findings.push({
      code: 'FF1606',
      file,
      place: whole,
      args: { segment: name },
    });
  }
  const excluded = new Set(segment.exclude);
  // An includeFile is made by a program: leaving some of it out by `exclude`, or a unit twice in it, is nothing to mend.
  const lists = { include: segment.include.slice(0, segment.written), exclude: segment.exclude };
  const both = lists.include.flatMap((unit, index) => (excluded.has(unit) ? [{ unit, index }] : []));
  for (const { unit, index } of both.slice(0, MAX_PER_LIST)) {
    findings.push({
      code: 'FF1613',
      file,
      place: { path: ['include', index] },
      args: { unit },
    });
  }
  for (const list of ['include', 'exclude'] as const) {
    const seen = new Set<string>();
    const twice = lists[list].flatMap((unit, index) => (seen.size === seen.add(unit).size ? [{ unit, index }] : []));
    for (const { unit, index } of twice.slice(0, MAX_PER_LIST)) {
      findings.push({
        code: 'FF1614',
        file,
        place: { path: [list, index] },
        args: { unit },
      });
    }
  }
  return findings;
};
