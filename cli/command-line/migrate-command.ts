import type { CommandSpec } from './command.ts';

/** The database's schema. */
export const MIGRATE_COMMANDS: readonly CommandSpec[] = [];
