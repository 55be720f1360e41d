/** An address without what may be secret in it: no user, no path, no query. */
export function placeOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return 'the evaluator';
  }
}

/**
 * What failed, in one line. The words of a runtime may quote what it was given, as for a key that is no header: neither key
 * nor address is left in them.
 * @param reason an answer, an error, or anything else for a stream that ended.
 */
export function describeFailure(reason: unknown, { url, key }: { readonly url: string; readonly key: string }): string {
  if (reason instanceof Response) return `the evaluator answered ${reason.status}`;
  if (!(reason instanceof Error)) return 'the stream ended';
  const { cause } = reason;
  const text = cause instanceof Error ? `${reason.message}: ${cause.message}` : reason.message;
  return [key, url].reduce((line, secret) => (secret === '' ? line : line.replaceAll(secret, '...')), text);
}
