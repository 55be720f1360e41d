import type { CodeDefinition } from "../diagnostic.ts";

/** The codes of this area. */
export const SHAPE_CODES: Readonly<Record<string, CodeDefinition>> = {};
