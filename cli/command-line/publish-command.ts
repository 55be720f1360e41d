import type { CommandSpec } from './command.ts';

/** What carries a commit to the stores. */
export const PUBLISH_COMMANDS: readonly CommandSpec[] = [];
