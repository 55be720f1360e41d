/** Who has to agree to a change, and who has. */
export { type CheckTools, checkRequest, type RequestCheck } from './check-request.ts';
export { footprintOf } from './footprint.ts';
export { judge } from './judge.ts';
export { type ChangeToJudge, type JudgedChange, judgeChange } from './judge-change.ts';
export type { Demand, Evidence, Footprint, Judgement, Refusal, RefusalRule, TouchedEnvironment } from './judgement.ts';
export { loadEvidence } from './load-evidence.ts';
export { type JudgedState, loadState, type StateTools } from './load-state.ts';
export { type RuleBook, ruleBookOf, ruleBookOfPolicy } from './rule-book.ts';
