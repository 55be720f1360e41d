import { PACK_FORMAT, type PackedKey } from './format.ts';
import { STORE_LIMITS } from './limits.ts';
import type { EdgeKey, PackedSnapshot } from './packed.ts';
import { type JsonValue, shorten, shortName } from './short-names.ts';
import { bytesOf } from './size-of.ts';

/** The value of a pointer, and how many keys did not fit into it: requests with those go to the origin. */
export interface PointerValue {
  readonly value: string;
  readonly leftOut: number;
}

type Members = { readonly [name: string]: JsonValue };

/** As the function computes it of a key: base64url. */
function keyName(hash: string): string {
  const bytes = hash.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function keyHash(name: string): string {
  const bytes = atob(name.replaceAll('-', '+').replaceAll('_', '/'));
  return [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

function packKey({ expiresAt, origins = [] }: EdgeKey): PackedKey {
  if (origins.length === 0) return expiresAt === undefined ? [] : [expiresAt];
  return [expiresAt ?? Number.MAX_SAFE_INTEGER, ...origins];
}

/** As many keys as fit beside the rest; those that end last, and then the first by hash, have precedence. */
function withRoom(rest: Members, keys: readonly EdgeKey[]): PointerValue {
  const end = ({ expiresAt = Number.MAX_SAFE_INTEGER }: EdgeKey): number => expiresAt;
  const sorted = [...keys].sort((a, b) => end(b) - end(a) || (a.hash < b.hash ? -1 : 1));
  for (let count = sorted.length; ; count -= 1) {
    const kept = Object.fromEntries(sorted.slice(0, count).map((key) => [keyName(key.hash), packKey(key)]));
    const value = JSON.stringify({ ...rest, [shortName('clientKeys')]: kept });
    if (bytesOf(value) <= STORE_LIMITS.valueBytes || count === 0) return { value, leftOut: sorted.length - count };
  }
}

/**
 * What the function reads first. Without a version there are keys alone, and it passes everything on.
 * @param packed null: nothing was published yet.
 */
export function pointerValue(
  packed: Pick<PackedSnapshot, 'version' | 'root'> | null,
  keys: readonly EdgeKey[],
): PointerValue {
  const head = shorten({ packFormat: packed === null ? 0 : PACK_FORMAT, version: packed?.version ?? 0 }) as Members;
  return withRoom({ ...head, ...(packed === null ? {} : (JSON.parse(packed.root) as Members)) }, keys);
}

/** The same version with other keys. */
export function withKeys(pointer: string, keys: readonly EdgeKey[]): PointerValue {
  const { [shortName('clientKeys')]: _, ...rest } = JSON.parse(pointer) as Members;
  return withRoom(rest, keys);
}

/** The keys that a pointer holds; none for what is no pointer. */
export function keysIn(pointer: string): readonly EdgeKey[] {
  const kept = (JSON.parse(pointer) as Members)[shortName('clientKeys')];
  if (typeof kept !== 'object' || kept === null) return [];
  return Object.entries(kept as Readonly<Record<string, PackedKey>>).map(([name, [end, ...origins]]) => ({
    hash: keyHash(name),
    ...(end === undefined || end === Number.MAX_SAFE_INTEGER ? {} : { expiresAt: Number(end) }),
    ...(origins.length === 0 ? {} : { origins: origins.map(String) }),
  }));
}
