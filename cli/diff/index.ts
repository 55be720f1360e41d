/** What a change does, in words. Pure. */
export { describeOutcome } from './describe-outcome.ts';
export { type DiffOptions, diffProjects } from './diff-projects.ts';
export type * from './project-diff.ts';
export type { ProjectState } from './project-state.ts';
export { summaryOf } from './reporters/words.ts';
export { stateAt } from './state-at.ts';
