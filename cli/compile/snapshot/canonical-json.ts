/**
 * The canonical JSON text of a value (RFC 8785): keys in UTF-16 order, numbers as ECMAScript prints them, no white space.
 * Equal values have equal texts on every machine, so it is what FlagForge hashes and writes.
 * Throws TypeError on what JSON cannot say: NaN, infinities, undefined, functions, unpaired surrogates.
 * @see RFC 8785; contract 5
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
    // JSON prints -0 as 0, as RFC 8785 3.2.2.3 wants.
    return String(value === 0 ? 0 : value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    let text = '[';
    for (let index = 0; index < value.length; index += 1) text += (index === 0 ? '' : ',') + canonicalJson(value[index]);
    return `${text}]`;
  }
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} has no JSON form`);
  const map = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(map);
  // sort() without a comparator compares UTF-16 code units, which is the order of RFC 8785 3.2.3.
  if (keys.length > 1) keys.sort();
  let text = '{';
  for (const key of keys) text += `${text.length === 1 ? '' : ','}${quote(key)}:${canonicalJson(map[key])}`;
  return `${text}}`;
}

const NEEDS_CARE = /[\ud800-\udfff]/;

const UNPAIRED = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function quote(text: string): string {
  if (NEEDS_CARE.test(text) && UNPAIRED.test(text)) throw new TypeError('an unpaired surrogate has no canonical JSON form');
  return JSON.stringify(text);
}
