import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';

/**
 * A web origin as browsers send it: scheme, host, and a port that is not the usual one, in lower case. A slash at the
 * end is forgiven, because browsers' address bars show it.
 * @throws CommandError (2, FF3145) for anything else: evaluators compare origins as they are.
 */
export function parseOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || text.includes('*')) throw refused(text, null);
  const isBare =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!isBare || /[?#]$/.test(text)) throw refused(text, url.origin);
  return url.origin;
}

/** The origins of `--origin`, sorted, each once; null for none: any origin. */
export function parseOrigins(texts: readonly string[]): readonly string[] | null {
  return texts.length === 0 ? null : [...new Set(texts.map(parseOrigin))].sort();
}

function refused(text: string, origin: string | null) {
  return codedError(EXIT.usage, 'FF3145', { origin: text, ...(origin === null ? {} : { suggestion: origin }) });
}
