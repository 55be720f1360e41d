import { type FlagSummary, suggestName } from 'flagforge/compile';
import { notFound } from '../http/problem.ts';
import type { OpenedProject } from '../projects/find-project.ts';

/** The flag of a key. @throws ProblemError (404) with the nearest key. */
export function findFlag({ base }: OpenedProject, key: string): FlagSummary {
  const { flags } = base.state.project;
  const found = flags.find((flag) => flag.key === key);
  if (found !== undefined) return found;
  throw notFound(
    'flag',
    key,
    suggestName(
      key,
      flags.map((flag) => flag.key),
    ),
  );
}
