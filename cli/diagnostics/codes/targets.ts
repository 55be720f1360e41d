import type { CodeDefinition } from '../diagnostic.ts';

/** FF3120-FF3139: Redis and the other targets. */
export const TARGET_CODES: Readonly<Record<string, CodeDefinition>> = {};
