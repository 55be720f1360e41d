import type { CodeDefinition } from '../diagnostic.ts';
import { CONDITION_GRAMMAR_CODES } from './condition-grammar.ts';
import { CONDITION_TYPE_CODES } from './condition-types.ts';
import { CONDITION_VALUE_CODES } from './condition-values.ts';

/** FF1240-FF1299: what can be wrong with a condition, its grammar, names, types and values. */
export const CONDITION_CODES: Readonly<Record<string, CodeDefinition>> = {
  ...CONDITION_GRAMMAR_CODES,
  ...CONDITION_TYPE_CODES,
  ...CONDITION_VALUE_CODES,
};
