import type { CodeDefinition } from "../diagnostic.ts";

/** The codes of this area. */
export const FLAG_TEST_CODES: Readonly<Record<string, CodeDefinition>> = {};
