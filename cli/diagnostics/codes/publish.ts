import type { CodeDefinition } from '../diagnostic.ts';

/** FF3000-FF3019: what publishing refuses or warns of. */
export const PUBLISH_CODES: Readonly<Record<string, CodeDefinition>> = {};
