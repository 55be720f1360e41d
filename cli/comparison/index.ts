/** Two states of a project, compared. */
export { diffStates } from './diff-states.ts';
