import type { CommandGroup } from './command.ts';

/** The API keys of environments. */
export const KEYS_COMMANDS: readonly CommandGroup[] = [];
