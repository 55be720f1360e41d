import type { CodeDefinition } from '../diagnostic.ts';

/** FF3140-FF3159: API keys. */
export const KEY_CODES: Readonly<Record<string, CodeDefinition>> = {};
