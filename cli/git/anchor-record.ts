/** What one anchor says: the head of an organisation's audit chain at an instant. */
export interface AnchorRecord {
  readonly organization: string;
  /** Decimal, as it may go beyond 2^53. */
  readonly seq: string;
  /** 64 hex digits in lower case. */
  readonly hash: string;
  /** UTC epoch ms. */
  readonly at: number;
}

/** Its file on the branch. Names of organisations are for people to choose; those of files are not. */
export function anchorFileOf(organization: string): string {
  return `${encodeURIComponent(organization)}.json`;
}

/** The file's text. */
export function renderAnchor({ organization, seq, hash, at }: AnchorRecord): string {
  return `${JSON.stringify({ organization, seq, hash, at: new Date(at).toISOString() }, null, 2)}\n`;
}

/** null: it is no anchor. */
export function parseAnchor(text: string): AnchorRecord | null {
  try {
    const { organization, seq, hash, at } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof organization !== 'string' || typeof seq !== 'string' || typeof hash !== 'string') return null;
    const time = typeof at === 'string' ? Date.parse(at) : Number.NaN;
    if (!/^[1-9][0-9]{0,18}$/.test(seq) || !/^[0-9a-f]{64}$/.test(hash) || Number.isNaN(time)) return null;
    return { organization, seq, hash, at: time };
  } catch {
    return null;
  }
}
