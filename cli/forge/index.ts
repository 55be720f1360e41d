/** Where changes are proposed, reviewed and merged. */
export type * from './forge.ts';
