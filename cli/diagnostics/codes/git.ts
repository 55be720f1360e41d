import type { CodeDefinition } from '../diagnostic.ts';

/** FF4000-FF4029: git. */
export const GIT_CODES: Readonly<Record<string, CodeDefinition>> = {};
