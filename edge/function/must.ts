/** Ends the work on a request, which then goes to the origin as it came. */
export function must(isSo: unknown): asserts isSo {
  if (!isSo) throw new Error();
}
