import type { CommandGroup } from './command.ts';

/** What reads the audit log, and proves it. */
export const AUDIT_COMMANDS: readonly CommandGroup[] = [];
