/** Kill, revive and rollback, as the command line runs them. */
export { commandLine, environmentWords } from './command-words.ts';
export type { EmergencyTools } from './emergency-tools.ts';
export { applyKill } from './kill-flag.ts';
export { effectsOfKill, killJson } from './kill-report.ts';
export { effectJson } from './merge-effects.ts';
export { holdOf, killsOf } from './overlays.ts';
export { planKill } from './plan-kill.ts';
export { planRevive } from './plan-revive.ts';
export { planRollback } from './plan-rollback.ts';
export { loadPublishedEnvironments } from './published-environments.ts';
export { releaseHold } from './release-hold.ts';
export { applyRevive } from './revive-flag.ts';
export { reviveJson } from './revive-report.ts';
export { applyRollback } from './roll-back.ts';
export { releaseJson, rollbackJson } from './rollback-report.ts';
export { readVersionHistory } from './version-history.ts';
