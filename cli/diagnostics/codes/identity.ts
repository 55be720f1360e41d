import type { CodeDefinition } from '../diagnostic.ts';

/** FF4030-FF4059: who may do what, and who agreed. */
export const IDENTITY_CODES: Readonly<Record<string, CodeDefinition>> = {};
