import type { CommandSpec } from './command.ts';

/** What Sam runs during an incident. */
export const EMERGENCY_COMMANDS: readonly CommandSpec[] = [];
