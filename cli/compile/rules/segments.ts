import type { Finding } from '../../diagnostics/diagnostic.ts';
import { suggestName } from '../suggest.ts';
import { findCycles } from './cycles.ts';
import type { ProjectRule } from './rule.ts';
import { type SegmentUse, segmentUsesOfFlag, segmentUsesOfSegment } from './segment-uses.ts';

/** FF1204: conditions name segments that exist. */
export const unknownSegment: ProjectRule = (project) => {
  const names = project.segments.map((segment) => segment.name);
  const known = new Set([...names, ...project.brokenSegments]);
  const report = (file: string, uses: readonly SegmentUse[]): Finding[] =>
    uses.flatMap((use) => {
      if (known.has(use.name)) return [];
      const suggestion = suggestName(use.name, names);
      return [
        {
          code: 'FF1204',
          file,
          place: { path: use.path, span: use.span },
          args: {
            segment: use.name,
            known: names,
            ...(suggestion === undefined ? {} : { suggestion }),
          },
        },
      ];
    });
  return [
    ...project.flags
      .filter((flag) => !flag.segments.every((name) => known.has(name)))
      .flatMap((flag) => report(flag.file, segmentUsesOfFlag(flag.source()))),
    ...project.segments.flatMap((segment) => report(segment.file, segmentUsesOfSegment(segment))),
  ];
};

/** FF1207: segments do not lead back to themselves. */
export const segmentCycles: ProjectRule = (project) => {
  const uses = new Map(project.segments.map((segment) => [segment.name, segmentUsesOfSegment(segment)]));
  const files = new Map(project.segments.map((segment) => [segment.name, segment.file]));
  return findCycles([...uses.keys()], (name) => (uses.get(name) ?? []).map((use) => use.name)).map((cycle) => {
    const [first = '', second] = cycle;
    const use = uses.get(first)?.find((candidate) => candidate.name === second);
    return {
      code: 'FF1207',
      file: files.get(first) ?? '',
      place: use === undefined ? { path: ['if'] } : { path: use.path, span: use.span },
      args: { segment: first, cycle },
    };
  });
};

/** FF1605: a segment is used by some flag, through other segments or directly. */
export const unusedSegment: ProjectRule = (project) => {
  // A file that did not parse may be the one that uses it.
  if (project.brokenFlags.length > 0 || project.brokenSegments.length > 0) return [];
  const byName = new Map(project.segments.map((segment) => [segment.name, segment]));
  const used = new Set<string>();
  const named = new Set<string>();
  for (const flag of project.flags) if (!flag.archived) for (const name of flag.segments) named.add(name);
  const queue = [...named];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    const segment = byName.get(name);
    if (segment !== undefined) queue.push(...segmentUsesOfSegment(segment).map((use) => use.name));
  }
  return project.segments
    .filter((segment) => !used.has(segment.name))
    .map((segment) => ({
      code: 'FF1605',
      file: segment.file,
      place: { path: [] },
      args: { segment: segment.name },
    }));
};
