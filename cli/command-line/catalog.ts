import type { CommandSpec } from './command.ts';
import { EDITING_COMMANDS } from './editing-commands.ts';
import { SERVING_COMMANDS } from './serving-commands.ts';

/** Every command, in the order in which help lists them. */
export const CATALOG: readonly CommandSpec[] = [...EDITING_COMMANDS, ...SERVING_COMMANDS];
