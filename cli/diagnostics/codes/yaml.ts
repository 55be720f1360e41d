import type { CodeDefinition } from "../diagnostic.ts";

/** The codes of this area. */
export const YAML_CODES: Readonly<Record<string, CodeDefinition>> = {};
