/** The end of an organisation's audit chain. @see contract 9 */
export interface Head {
  /** From 1, in digits: it may be larger than a number can hold. */
  readonly seq: string;
  /** SHA-256, lower-case hex. */
  readonly hash: string;
}

/** What is remembered after a look, and what in it contradicts what was remembered. */
export interface HeadCheck {
  readonly head: Head | null;
  /** `shorter`: entries that were there are gone. `other`: the entry of that number is another one now. */
  readonly change: 'shorter' | 'other' | null;
  /** The newest head of this look. */
  readonly seen: Head | null;
}

/**
 * Compares the newest head that was seen with those of the next look: a chain only grows, so it may not become shorter
 * and an entry may not change. What contradicts that is not remembered until the chain has grown past what is.
 * @param heads those of the environments of one organisation, of one moment, in any order.
 */
export function checkHeads(remembered: Head | null, heads: readonly Head[]): HeadCheck {
  const [seen = null] = [...heads].sort((a, b) => (BigInt(a.seq) < BigInt(b.seq) ? 1 : -1));
  if (seen === null || remembered === null) return { head: seen ?? remembered, change: null, seen };
  const isLonger = BigInt(seen.seq) > BigInt(remembered.seq);
  if (isLonger) return { head: seen, change: null, seen };
  if (seen.seq !== remembered.seq) return { head: remembered, change: 'shorter', seen };
  return { head: remembered, change: seen.hash === remembered.hash ? null : 'other', seen };
}

/** A head from the text that `JSON.stringify` made of one, or null. */
export function parseHead(text: string): Head | null {
  try {
    const value = JSON.parse(text) as Partial<Head> | null;
    const { seq, hash } = value ?? {};
    const isHead = typeof seq === 'string' && /^\d{1,19}$/.test(seq) && typeof hash === 'string';
    return isHead ? { seq, hash } : null;
  } catch {
    return null;
  }
}
