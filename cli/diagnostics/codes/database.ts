import type { CodeDefinition } from '../diagnostic.ts';

/** FF3100-FF3119: Postgres and its schema. */
export const DATABASE_CODES: Readonly<Record<string, CodeDefinition>> = {};
