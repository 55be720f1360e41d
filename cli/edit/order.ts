/** Lists with one item more, less, or elsewhere. */

export const inserted = <T>(items: readonly T[], index: number, item: T): T[] => [
  ...items.slice(0, index),
  item,
  ...items.slice(index),
];

export const without = <T>(items: readonly T[], index: number): T[] => items.filter((_, at) => at !== index);

/** The item at `from`, so that its index is `to`. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const others = without(items, from);
  return [...others.slice(0, to), ...items.slice(from, from + 1), ...others.slice(to)];
}
