/** What those who make, store and check snapshots share; engines need none of it. Pure. */
export { canonicalJson } from './canonical-json.ts';
