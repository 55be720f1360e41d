import type { CodeDefinition } from '../diagnostic.ts';

/** FF3160-FF3179: `flagforge dev` and its folder. */
export const DEV_CODES: Readonly<Record<string, CodeDefinition>> = {};
