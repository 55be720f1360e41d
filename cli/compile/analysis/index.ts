/** What follows from a condition without evaluating it. Sound: what it claims is certain. */
export { pathSubject } from './atom.ts';
export { contradictedPath, implies, isAlwaysTrue, isNeverTrue } from './claims.ts';
export type { Scalar } from './holds.ts';
export type { Domains } from './satisfiable.ts';
