import type { Valued } from './event.ts';
import { must } from './must.ts';

const BASE64URL = /^[\w-]+={0,2}$/;
/** 4 KiB of JSON: no text in it can be longer than the evaluator allows. */
const MOST_CHARACTERS = 5461;
/** With so many brackets no context is nested too deep, and with so many colons none has too many attributes. */
const MOST_BRACKETS = 5;
const MOST_COLONS = 200;

/**
 * The context of base64url JSON. Rejects what the evaluator refuses, since it says what is wrong, and what comes near its
 * limits, since it counts better.
 */
export function parseContext(source: Valued | undefined): Record<string, unknown> {
  must(source && !source.multiValue && source.value.length <= MOST_CHARACTERS && BASE64URL.test(source.value));
  const text = Buffer.from(source.value, 'base64url').toString();
  // U+FFFD stands where the bytes were no UTF-8.
  must(text.startsWith('{') && text.indexOf('\ufffd') < 0);
  must(text.split(/[[{]/).length <= MOST_BRACKETS + 1 && text.split(':').length <= MOST_COLONS + 1);
  return JSON.parse(text);
}
