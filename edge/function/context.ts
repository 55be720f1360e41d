import type { Valued } from './event.ts';
import { must } from './must.ts';

/** At most 4 KiB of JSON: no text in it can be longer than the evaluator allows. */
const BASE64URL = /^[\w-]{1,5461}={0,2}$/;
/** With so many brackets no context is nested too deep, and with so many colons none has too many attributes. */
const MOST_BRACKETS = 5;
const MOST_COLONS = 200;

function partsOf(text: string, separator: string): number {
  return text.split(separator).length;
}

/**
 * The context of base64url JSON. Rejects what the evaluator refuses, since it says what is wrong, and what comes near its
 * limits, since it counts better.
 */
export function parseContext(source: Valued | undefined): Record<string, unknown> {
  must(source && !source.multiValue && BASE64URL.test(source.value));
  const text = Buffer.from(source.value, 'base64url').toString();
  // U+FFFD stands where the bytes were no UTF-8.
  must(text.startsWith('{') && text.indexOf('\ufffd') < 0);
  // Not by a pattern: splitting by one takes njs longer than all the rest.
  must(partsOf(text, '{') + partsOf(text, '[') <= MOST_BRACKETS + 2 && partsOf(text, ':') <= MOST_COLONS + 1);
  return JSON.parse(text);
}
