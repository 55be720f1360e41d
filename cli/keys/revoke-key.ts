import type { Place } from '../targets/target.ts';
import { type ApiKey, readKey } from './api-key.ts';
import { type ChangedKeys, changeKeys, type KeyTools } from './change-keys.ts';
import { unknownKey } from './find-key.ts';

export interface RevokedKey {
  readonly key: ApiKey;
  /** null: it was revoked before, and nothing was written. */
  readonly changed: ChangedKeys | null;
}

/**
 * Ends a key now and for good.
 * @throws CommandError (2, FF3141) when there is no such key, and as `changeKeys` does.
 */
export async function revokeKey(tools: KeyTools, place: Place, id: string, reason: string | null): Promise<RevokedKey> {
  let found: ApiKey | null = null;
  const changed = await changeKeys(tools, place, { action: 'key_revoke', reason, fresh: null }, async ({ tx, now }) => {
    found = await readKey(tx, place, id);
    if (found === null) throw unknownKey(place, id);
    return found.revokedAt === null ? [{ before: found, after: { ...found, revokedAt: now } }] : [];
  });
  const key = changed?.changes[0]?.after ?? found;
  if (key === null) throw unknownKey(place, id);
  return { key, changed };
}
