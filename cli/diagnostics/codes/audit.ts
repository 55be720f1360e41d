import type { CodeDefinition } from '../diagnostic.ts';

/** FF3040-FF3069: what `audit verify` finds. */
export const AUDIT_CODES: Readonly<Record<string, CodeDefinition>> = {};
