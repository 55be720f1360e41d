/** What a change does, in words. Pure. */
export type * from './project-diff.ts';
export type { ProjectState } from './project-state.ts';
