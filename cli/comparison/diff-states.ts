import { diffProjects } from '../diff/diff-projects.ts';
import type { ProjectDiff } from '../diff/project-diff.ts';
import type { ProjectState } from '../diff/project-state.ts';

/** What lies between two states. @param now UTC epoch ms: which steps of schedules are past. */
export const diffStates = (before: ProjectState | null, after: ProjectState | null, now: number): ProjectDiff =>
  diffProjects(before, after, { now });
