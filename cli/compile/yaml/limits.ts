/** What a file of a project may be at most; beyond it stands a clear finding instead of slow work. @see contract 2 */

/** UTF-8 bytes of one YAML file, inclusive. */
export const MAX_FILE_BYTES = 65_536;

/** Keys of one map, inclusive; flow maps too. */
export const MAX_MAP_KEYS = 500;

/** Levels of lists and maps in one another, inclusive. The contract names none: no honest file comes near. */
export const MAX_DEPTH = 64;

/** UTF-8 bytes of an `includeFile`, inclusive. */
export const MAX_INCLUDE_BYTES = 1_048_576;

/** Bytes of the UTF-8 form of a text; counted without encoding it, and only when it could be over `limit`. */
export function isOverBytes(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  if (text.length * 3 <= limit) return false;
  return new TextEncoder().encode(text).length > limit;
}
