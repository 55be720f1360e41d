import type { CodeDefinition } from '../diagnostic.ts';

/** FF3020-FF3039: kill, revive, rollback, holds, drift. */
export const EMERGENCY_CODES: Readonly<Record<string, CodeDefinition>> = {};
