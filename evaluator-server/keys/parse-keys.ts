import { isObject } from '../http/json-object.ts';
import type { KeyRecord } from './key.ts';

/** The records of a keys file, or the one reason why it is refused as a whole. */
export type ParsedKeys = { readonly records: readonly KeyRecord[] } | { readonly problem: string };

const HASH = /^[0-9a-f]{64}$/;
const ENVIRONMENT = /^[a-z0-9][a-z0-9._-]*$/;
const FIELDS = new Set(['id', 'hash', 'kind', 'environment', 'expiresAt', 'origins', 'name']);

/** An origin exactly as browsers send it: scheme, host, no default port, no path, no trailing slash. */
function isOrigin(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  return new URL(value).origin === value;
}

/** An expiry as epoch milliseconds: a number of them, or an RFC 3339 instant with its offset. */
function parseExpiry(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null;
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(value))
    return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

function parseEntry(value: unknown): KeyRecord | string {
  if (!isObject(value)) return 'is not an object';
  const unknown = Object.keys(value).find((field) => !FIELDS.has(field));
  if (unknown !== undefined) return `has a field ${JSON.stringify(unknown)} that no key has`;
  const { hash, kind, environment, expiresAt, origins } = value;
  if (typeof hash !== 'string' || !HASH.test(hash)) return '"hash" is not 64 lower-case hex digits';
  if (kind !== 'server' && kind !== 'client') return '"kind" is neither "server" nor "client"';
  if (typeof environment !== 'string' || !ENVIRONMENT.test(environment)) return '"environment" is not a name';
  const expiry = expiresAt === undefined || expiresAt === null ? undefined : parseExpiry(expiresAt);
  if (expiry === null) return '"expiresAt" is neither an instant such as "2027-01-31T00:00:00Z" nor epoch milliseconds';
  if (origins !== undefined && !(Array.isArray(origins) && origins.every(isOrigin))) {
    return '"origins" is not a list of origins such as "https://shop.example" (no path, no trailing slash)';
  }
  if (origins !== undefined && kind === 'server') return '"origins" is for client keys';
  return {
    hash,
    kind,
    environment,
    ...(expiry === undefined ? {} : { expiresAt: expiry }),
    ...(origins === undefined ? {} : { origins }),
  };
}

/**
 * Reads `{"keys": [{id?, hash, kind, environment, expiresAt?, origins?, name?}]}`; `id` and `name` are for people.
 * One bad entry refuses the file: a key with, say, a misspelt `expiresAt` must not live for ever.
 * A problem names the entry by its number from 1 and never quotes a hash.
 */
export function parseKeys(text: string): ParsedKeys {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { problem: 'not JSON' };
  }
  if (!isObject(document) || !Array.isArray(document.keys)) return { problem: 'not an object with a list "keys"' };
  const records: KeyRecord[] = [];
  for (const [index, value] of document.keys.entries()) {
    const entry = parseEntry(value);
    if (typeof entry === 'string') return { problem: `key ${index + 1} ${entry}` };
    records.push(entry);
  }
  return { records };
}
