import type { Args } from '../diagnostic.ts';

type Value = Args[string] | undefined;

/** An argument as text; a list is joined by commas, nothing is the empty string. */
export const textOf = (value: Value): string =>
  value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value);

/** A list argument as one line, at most 12 entries and then how many more. */
export const listOf = (value: Value, separator = ', '): string => {
  if (!Array.isArray(value)) return '';
  const shown = value.slice(0, 12).join(separator);
  return value.length > 12 ? `${shown} and ${value.length - 12} more` : shown;
};

/** `did you mean "on"?` when the rule found a near name in `args.suggestion`, else the empty string. */
export const didYouMean = (args: Args): string =>
  typeof args.suggestion === 'string' ? `did you mean "${args.suggestion}"?` : '';
