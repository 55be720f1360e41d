/** Opens what versions are written to. */
export { openDatabase } from './open-database.ts';
export { openStores, type PublishStores } from './open-stores.ts';
export { openTargets } from './open-targets.ts';
