/**
 * Whether a text has every word of a filter, in any order and in upper or lower case. A filter without words matches.
 */
export function matchesFilter(text: string, filter: string): boolean {
  const looked = text.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => looked.includes(word));
}
