/**
 * Remembers what was compiled from a file, by the hash of everything that it was compiled from. Losing an entry, or
 * all, costs time and nothing else. The compiler is pure: where entries live is the caller's business.
 */
export interface CompileCache {
  /** The text that was set for this key, or undefined. */
  readonly get: (key: string) => string | undefined;
  readonly set: (key: string, value: string) => void;
}
