import { BUCKETS, bucket } from '@flagforge/sdk/engine/core';
import { BOUND_LENGTH, ENTRY_LENGTH, NAME_LENGTH, PAGE_PREFIX } from '../pack/format.ts';
import { type Place, replaceAt } from '../pack/place.ts';
import { type JsonValue, shortName } from '../pack/short-names.ts';

type Members = { readonly [name: string]: JsonValue };

/**
 * Puts a flag together again from its pages: the entry with everything that was taken out of it, whole tables among it. The
 * needs that name other flags stay. undefined: there is no such flag; 0: it is passed.
 */
export function unpackFlag(entries: ReadonlyMap<string, string>, pointer: string, key: string): JsonValue | undefined {
  const root = JSON.parse(pointer) as Members;
  const read = (name: string): JsonValue => JSON.parse(entries.get(PAGE_PREFIX + name) ?? 'missing') as JsonValue;
  const hash = String(bucket(String(root[shortName('seed')]), key)).padStart(String(BUCKETS).length - 1, '0');
  let page: JsonValue = root[shortName('names')] ?? '';
  for (let level = Number(root[shortName('levels')]); level > 0; level -= 1) {
    const names = String(page);
    let at = 0;
    for (let next = 0; next < names.length; next += ENTRY_LENGTH)
      if (names.slice(next, next + BOUND_LENGTH) <= hash) at = next;
    page = read(names.slice(at + BOUND_LENGTH, at + BOUND_LENGTH + NAME_LENGTH));
  }
  const entry = Object.getOwnPropertyDescriptor(page as object, key)?.value as JsonValue | undefined;
  return typeof entry === 'object' && entry !== null ? completed(entry as Members, read) : entry;
}

function completed(part: Members, read: (name: string) => JsonValue): JsonValue {
  const { [shortName('needs')]: needs = [], ...own } = part;
  let whole: JsonValue = own;
  const kept: JsonValue[] = [];
  for (const need of needs as readonly Members[]) {
    const name = need[shortName('page')];
    const chunks = need[shortName('chunks')];
    if (typeof name !== 'string') kept.push(need);
    else {
      const found =
        typeof chunks === 'number'
          ? Object.fromEntries(
              Array.from({ length: chunks }, (_, i) => Object.entries(read(`${name}${i}`) as Members)).flat(),
            )
          : completedPage(read(name), read);
      whole = replaceAt(whole, need[shortName('place')] as Place, found as JsonValue);
    }
  }
  return kept.length === 0 ? whole : { ...(whole as Members), [shortName('needs')]: kept };
}

function completedPage(page: JsonValue, read: (name: string) => JsonValue): JsonValue {
  const isMembers = typeof page === 'object' && page !== null && !Array.isArray(page);
  return isMembers ? completed(page as Members, read) : page;
}
