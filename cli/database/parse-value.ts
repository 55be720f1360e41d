const BOOL = 16;
/** int2, int4, oid, float4, float8 */
const NUMBERS: ReadonlySet<number> = new Set([21, 23, 26, 700, 701]);

/**
 * A value as every database of FlagForge gives it: numbers that JavaScript holds exactly, booleans, and the text that
 * Postgres sends for everything else (int8, numeric, times, json, arrays).
 * @param type the number of its type in pg_type.
 */
export function parseValue(type: number, text: string): string | number | boolean {
  if (type === BOOL) return text === 't';
  return NUMBERS.has(type) ? Number(text) : text;
}
