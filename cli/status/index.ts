/** What is served where, and what is not as it should be. */
export { driftOf } from './drift.ts';
export { gitProblem, loadGitStatus } from './git-status.ts';
export { type LiveTime, loadLiveTimes } from './live-times.ts';
export { type EnvironmentStatus, loadProjectStatus, loadStoredStatus } from './project-status.ts';
