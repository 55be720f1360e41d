/** Values of a list that are said; the others are counted. */
const SHOWN = 3;

/** The first of a list, and how many more there are; one more than is said would be counted is said too. */
export function shownValues<T>(values: readonly T[]): { readonly shown: readonly T[]; readonly more: number } {
  const shown = values.length > SHOWN + 1 ? values.slice(0, SHOWN) : values;
  return { shown, more: values.length - shown.length };
}
