import { hash, randomBytes, randomInt } from 'node:crypto';

export type KeyKind = 'server' | 'client';

/** What a key's text says of itself. */
export interface KeyText {
  readonly kind: KeyKind;
  readonly environment: string;
  /** 8 characters of [a-z0-9], unique in the environment: the public name of the key. */
  readonly id: string;
  /** 43 characters of base64url, 256 random bits; null in a text without it, such as the prefix. */
  readonly secret: string | null;
}

const ID_LENGTH = 8;
const ID_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const SECRET_BYTES = 32;

// Environments and secrets may hold `_` and `-`: the fixed lengths of id and secret say where the parts end.
const WHOLE = /^ff_(server|client)_([a-z0-9][a-z0-9._-]{0,99})_([a-z0-9]{8})_([A-Za-z0-9_-]{43})$/;
const PREFIX = /^ff_(server|client)_([a-z0-9][a-z0-9._-]{0,99})_([a-z0-9]{8})$/;

/** A new key of an environment, with 256 random bits. The text is shown once; only its hash is kept. */
export function createKeyText(kind: KeyKind, environment: string): { readonly id: string; readonly text: string } {
  const id = Array.from({ length: ID_LENGTH }, () => ID_CHARACTERS[randomInt(ID_CHARACTERS.length)]).join('');
  return { id, text: `${keyPrefix({ kind, environment, id })}_${randomBytes(SECRET_BYTES).toString('base64url')}` };
}

/** What may be shown of a key: `ff_server_production_k7f3q2ab`. */
export function keyPrefix({ kind, environment, id }: Omit<KeyText, 'secret'>): string {
  return `ff_${kind}_${environment}_${id}`;
}

/** The parts of a key's text, or of its prefix; null for anything else. */
export function parseKeyText(text: string): KeyText | null {
  const [, kind, environment, id, secret] = WHOLE.exec(text) ?? PREFIX.exec(text) ?? [];
  if ((kind !== 'server' && kind !== 'client') || environment === undefined || id === undefined) return null;
  return { kind, environment, id, secret: secret ?? null };
}

/** SHA-256 of a key's text, lower-case hex: what stores hold and evaluators look for. */
export function hashKeyText(text: string): string {
  return hash('sha256', text, 'hex');
}
