import type { KeyKind } from '../keys/key.ts';

/** What metrics tell of streams. Counts are since the start. */
export interface StreamStats {
  /** Open streams. */
  readonly open: readonly { readonly environment: string; readonly kind: KeyKind; readonly count: number }[];
  /** What they ask: streams that ask the same are evaluated and encoded once. */
  readonly groups: number;
  /** Bytes that wait for slow readers. */
  readonly bufferedBytes: number;
  readonly opened: number;
  /** `put` and `patch` events that were written, to how many streams it may be. */
  readonly events: number;
  /** Streams that were ended because they were read too slowly. */
  readonly dropped: number;
  /** Streams that were not opened, by the limit that was met. */
  readonly refused: Readonly<Record<'total' | 'rate' | 'address' | 'draining', number>>;
}
