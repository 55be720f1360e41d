import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import { formatInstant } from '../diagnostics/format-instant.ts';
import { EXIT } from '../exit-codes.ts';
import type { Place } from '../targets/target.ts';
import { type ApiKey, keyStatus, readKey } from './api-key.ts';
import { changeKeys, type KeyTools, type NewEnvironment } from './change-keys.ts';
import { type CreatedKey, newKey } from './create-key.ts';
import { unknownKey } from './find-key.ts';
import { createKeyText } from './key-text.ts';

/** A key that took the place of another one. */
export interface RotatedKey extends CreatedKey {
  /** The old one, with the instant at which it ends. */
  readonly old: ApiKey;
}

export interface RotateRequest {
  readonly id: string;
  /** How long the old key still holds, in ms; 0: it ends now. It never holds longer than it did before. */
  readonly overlapMs: number;
  /** When the new key ends, UTC epoch ms; null: as long after now as the old one was made for, or never. */
  readonly expiresAt: number | null;
  readonly reason: string | null;
  /** As in `changeKeys`. */
  readonly fresh: NewEnvironment | null;
}

/**
 * Makes a new key with the kind, name and origins of an old one, which ends after the overlap.
 * @throws CommandError (2, FF3141) when there is no such key; (1, FF3144) when it holds no more, or has a successor; and
 * as `changeKeys` does.
 */
export async function rotateKey(tools: KeyTools, place: Place, request: RotateRequest): Promise<RotatedKey> {
  const { id, overlapMs, reason, fresh } = request;
  let text = '';
  const changed = await changeKeys(
    tools,
    place,
    { action: 'key_rotate', reason, fresh },
    async ({ tx, actor, now }) => {
      const old = await readKey(tx, place, id);
      if (old === null) throw unknownKey(place, id);
      const refusal = refuseRotation(old, now);
      if (refusal !== null) throw refusal;
      const made = createKeyText(old.kind, place.environment);
      text = made.text;
      const { kind, name, origins } = old;
      const lifetime = old.expiresAt === null ? null : now + (old.expiresAt - old.createdAt);
      const draft = { kind, name, origins, expiresAt: request.expiresAt ?? lifetime };
      const end = Math.min(now + overlapMs, old.expiresAt ?? Number.POSITIVE_INFINITY);
      return [
        { before: null, after: newKey(place, made.id, made.text, draft, actor.identity, now) },
        { before: old, after: { ...old, expiresAt: end, rotatedTo: made.id } },
      ];
    },
  );
  const [made, ended] = changed?.changes ?? [];
  if (changed === null || made === undefined || ended === undefined) throw new TypeError('no key was written');
  return { text, key: made.after, old: ended.after, changed };
}

function refuseRotation(key: ApiKey, now: number): CommandError | null {
  const { id, environment, kind, rotatedTo, expiresAt, revokedAt } = key;
  const status = keyStatus(key, now);
  if (status === 'active') return null;
  const at = status === 'revoked' ? revokedAt : expiresAt;
  const since = at === null ? '' : formatInstant(at);
  const successor = rotatedTo === null ? {} : { successor: rotatedTo };
  return codedError(EXIT.findings, 'FF3144', { id, environment, kind, status, since, ...successor });
}
