/** Two states of a project, compared. */
export { simpleDiff as diffStates } from './simple-diff.ts';
