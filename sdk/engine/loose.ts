/** An object of unknown origin: any field may hold anything. */
export type Loose = Record<string, unknown>;

/** Whether a JSON value is an object (no list). Own fields only: JSON has no others. */
export function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Units as keys of a null-prototype object; null when the list is not one of texts. */
export function unitTable(units: unknown): Record<string, true> | null {
  if (!Array.isArray(units)) return null;
  const table: Record<string, true> = Object.create(null);
  for (let i = 0; i < units.length; i += 1) {
    if (typeof units[i] !== 'string') return null;
    table[units[i] as string] = true;
  }
  return table;
}

/** A list of texts, or null. */
export function textList(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  for (let i = 0; i < value.length; i += 1) if (typeof value[i] !== 'string') return null;
  return value;
}
