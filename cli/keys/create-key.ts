import type { Place } from '../targets/target.ts';
import type { ApiKey } from './api-key.ts';
import { type ChangedKeys, changeKeys, type KeyTools, type NewEnvironment } from './change-keys.ts';
import { createKeyText, hashKeyText, type KeyKind } from './key-text.ts';

export interface KeyRequest {
  readonly kind: KeyKind;
  readonly name: string | null;
  /** Client keys; null: any origin. */
  readonly origins: readonly string[] | null;
  /** UTC epoch ms; null: never. */
  readonly expiresAt: number | null;
}

/** A key that was just made. `text` is nowhere else: it is shown once. */
export interface CreatedKey {
  readonly text: string;
  readonly key: ApiKey;
  readonly changed: ChangedKeys;
}

/**
 * Makes a key with 256 random bits.
 * @param fresh as in `changeKeys`.
 * @throws CommandError as `changeKeys` does.
 * @see contract 7
 */
export async function createKey(
  tools: KeyTools,
  place: Place,
  request: KeyRequest,
  fresh: NewEnvironment | null,
): Promise<CreatedKey> {
  const { id, text } = createKeyText(request.kind, place.environment);
  const changed = await changeKeys(
    tools,
    place,
    { action: 'key_create', reason: null, fresh },
    async ({ actor, now }) => [{ before: null, after: newKey(place, id, text, request, actor.identity, now) }],
  );
  const key = changed?.changes[0]?.after;
  if (changed === null || key === undefined) throw new TypeError('no key was written');
  return { text, key, changed };
}

/** The row of a key that begins at `now`. */
export function newKey(
  { environment }: Place,
  id: string,
  text: string,
  { kind, name, origins, expiresAt }: KeyRequest,
  createdBy: string,
  now: number,
): ApiKey {
  return {
    ...{ environment, id, kind, hash: hashKeyText(text), name, origins, createdBy },
    ...{ createdAt: now, expiresAt, revokedAt: null, rotatedTo: null },
  };
}
