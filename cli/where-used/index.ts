/** Where a segment, an attribute, a flag or a group is used. Pure. */
export { type Use, type UsedThing, whereUsed } from './where-used.ts';
