/** What the compiler lets a variant be called; every one longer is somebody's own snapshot. */
const VARIANT = /^[A-Za-z][A-Za-z0-9._-]{0,99}$/;
const FLAG_KEY = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** Whether this is the key of a flag. @see contract 2 */
export function isFlagKey(text: string): boolean {
  return FLAG_KEY.test(text);
}

/**
 * Whether a flag and variant of a snapshot are counted: those that any compiler writes, so that counters have names of a
 * known length and alphabet. The empty variant stands for none.
 */
export function isCountable(flagKey: string, variant: string): boolean {
  return isFlagKey(flagKey) && (variant === '' || VARIANT.test(variant));
}
