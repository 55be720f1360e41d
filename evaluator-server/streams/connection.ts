import type { Writable } from 'node:stream';
import type { KeyKind } from '../keys/key.ts';
import type { Group } from './group.ts';

/** Under it, a sink knows its stream. */
export const CONNECTION: unique symbol = Symbol('stream');

/** Where a stream is written to: a socket, or the answer of node:http. */
export interface StreamSink
  extends Pick<
    Writable,
    'write' | 'cork' | 'uncork' | 'end' | 'destroy' | 'writableLength' | 'writableEnded' | 'destroyed' | 'on'
  > {
  [CONNECTION]?: Connection;
}

/** One open stream. There are many of them: what can be shared is in its group. */
export interface Connection {
  readonly sink: StreamSink;
  group: Group;
  /** Where it stands in its group. */
  place: number;
  readonly environment: string;
  readonly kind: KeyKind;
  /** SHA-256 of the key that it was opened with: the stream ends with it. */
  readonly keyHash: string;
  /** What client keys are counted by; empty for server keys. */
  readonly address: string;
  /** Lets go of the ticket that opened it. */
  readonly release: (() => void) | undefined;
  /** How many bytes may wait to be sent before it counts as too slow. */
  readonly mostBytes: number;
  /** Its turn for heartbeats, and where it stands in that. */
  turn: number;
  index: number;
  /** It was told to go. */
  isEnding: boolean;
  /** Its turn came since: it is destroyed when it comes again. */
  isOverdue: boolean;
}
