/** What the publisher notes beside a pointer, for itself: readers never read it. */
export interface HeldRecord {
  /** Of the snapshot; 0: only keys were published. */
  readonly version: number;
  /** The snapshot's; null: none was published. */
  readonly hash: string | null;
  /** Of the document of keys; 0: none was published. */
  readonly keysVersion: number;
  /** Its hash; null: not all keys may be in the pointer, so they are to be packed again. */
  readonly keysHash: string | null;
  /** How many keys found no room in the pointer: requests with those go to the origin. */
  readonly keysLeftOut: number;
  /** SHA-256 of the pointer that this was written with, lower-case hex. */
  readonly pointer: string;
}

/** The value that is stored. */
export function renderHeldRecord(record: HeldRecord): string {
  const { version, hash, keysVersion, keysHash, keysLeftOut, pointer } = record;
  return JSON.stringify({ version, hash, keysVersion, keysHash, keysLeftOut, pointer });
}

/** null: this is none. */
export function parseHeldRecord(text: string): HeldRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { version, hash, keysVersion, keysHash, keysLeftOut, pointer } = value as Readonly<Record<string, unknown>>;
  if (!isCount(version) || !isCount(keysVersion) || !isCount(keysLeftOut) || typeof pointer !== 'string') return null;
  if (!isText(hash) || !isText(keysHash)) return null;
  return { version, hash, keysVersion, keysHash, keysLeftOut, pointer };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isText = (value: unknown): value is string | null => value === null || typeof value === 'string';
