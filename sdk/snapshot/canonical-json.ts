/**
 * The canonical JSON text of a value (RFC 8785): keys in UTF-16 order, numbers as ECMAScript prints them, no white space.
 * Equal values have equal texts on every machine, so it is what FlagForge hashes and writes.
 * Throws TypeError on what JSON cannot say: NaN, infinities, undefined, functions, unpaired surrogates; RangeError on
 * nesting that is too deep for the stack (some thousand levels: no snapshot has more than a few dozen).
 * @see RFC 8785; contract 5
 */
export function canonicalJson(value: unknown): string {
  // One join at the end: text put together with `+=` stays a tree of pieces, and 30,000 of those are kept alive.
  const parts: string[] = [];
  if (!isPlainMap(value)) writeFast(value, parts);
  else writeMap(value, parts, writeFast);
  return parts.join('');
}

/**
 * What was read from canonical text has its keys in order already: JSON.stringify then says the same, ten times as fast,
 * which is what keeps an evaluator from standing still while it checks some megabytes.
 */
function writeFast(value: unknown, parts: string[]): void {
  if (isInOrder(value)) parts.push(JSON.stringify(value));
  else write(value, parts);
}

/** Whether JSON.stringify gives the canonical text: keys ascend everywhere, and there is nothing that JSON cannot say. */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'string') return !NEEDS_CARE.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value === 'boolean') return true;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) if (!isInOrder(value[index])) return false;
    return true;
  }
  if (!isPlainMap(value)) return false;
  let last: string | null = null;
  for (const key in value) {
    if ((last !== null && last >= key) || NEEDS_CARE.test(key) || !isInOrder(value[key])) return false;
    last = key;
  }
  return true;
}

/** Not one that brings a JSON form of its own, as a Date does. */
function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function write(value: unknown, parts: string[]): void {
  if (typeof value === 'string') parts.push(quote(value));
  else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
    // -0 is 0, as RFC 8785 3.2.2.3 wants.
    parts.push(String(value === 0 ? 0 : value));
  } else if (value === null || typeof value === 'boolean') parts.push(String(value));
  else if (Array.isArray(value)) {
    parts.push('[');
    for (let index = 0; index < value.length; index += 1) {
      if (index > 0) parts.push(',');
      write(value[index], parts);
    }
    parts.push(']');
  } else if (typeof value === 'object') writeMap(value as Readonly<Record<string, unknown>>, parts, write);
  else throw new TypeError(`a ${typeof value} has no JSON form`);
}

function writeMap(
  map: Readonly<Record<string, unknown>>,
  parts: string[],
  writeValue: (value: unknown, parts: string[]) => void,
): void {
  const keys = Object.keys(map);
  // sort() without a comparator compares UTF-16 code units, which is the order of RFC 8785 3.2.3.
  if (keys.length > 1) keys.sort();
  let separator = '{';
  for (const key of keys) {
    parts.push(separator, quote(key), ':');
    writeValue(map[key], parts);
    separator = ',';
  }
  parts.push(keys.length === 0 ? '{}' : '}');
}

const NEEDS_CARE = /[\ud800-\udfff]/;

const UNPAIRED = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function quote(text: string): string {
  if (NEEDS_CARE.test(text) && UNPAIRED.test(text))
    throw new TypeError('an unpaired surrogate has no canonical JSON form');
  return JSON.stringify(text);
}
