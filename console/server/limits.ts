/** Every limit of the management API. */
export interface Limits {
  /** Largest request body, in bytes (inclusive). Over it: 413. */
  readonly bodyBytes: number;
  /** How deep lists and objects may nest in a body; the body itself is 1. Over it: 400. */
  readonly bodyDepth: number;
  /** Longest query string, in characters. */
  readonly queryCharacters: number;
  /** Largest request head, in bytes. Over it: 431. */
  readonly headerBytes: number;
  /** How long a client may take to send a whole head, and a whole request, in ms. Over it: 408. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveMs: number;
  /** Requests a second that one user may make on average, and at once after a pause. */
  readonly rate: number;
  readonly burst: number;
  /** Writes a second of one user, each of which counts as a request too. */
  readonly writeRate: number;
  readonly writeBurst: number;
  /** Requests a second without a valid token from one address. */
  readonly strangerRate: number;
  readonly strangerBurst: number;
  /** How many users and addresses the rate limits remember. */
  readonly rateEntries: number;
  /** How many answers to writes with an `Idempotency-Key` are kept, of one user and of all; and for how long, in ms. */
  readonly idempotencyPerUser: number;
  readonly idempotencyEntries: number;
  readonly idempotencyMs: number;
  /** Streams of events that are open, of one user and of all. Over it: 429. */
  readonly streamsPerUser: number;
  readonly streams: number;
  /** How often a stream says that it is there, and asks whether its listener may stay, in ms. */
  readonly heartbeatMs: number;
  /** How long a client waits before it opens a stream again, in ms. */
  readonly retryMs: number;
  /** How much may wait for a client that does not read, in bytes. Over it the stream ends. */
  readonly streamBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 262_144,
  bodyDepth: 32,
  queryCharacters: 2_048,
  headerBytes: 16_384,
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 15_000,
  keepAliveMs: 65_000,
  rate: 50,
  burst: 200,
  writeRate: 5,
  writeBurst: 60,
  strangerRate: 10,
  strangerBurst: 100,
  rateEntries: 10_000,
  idempotencyPerUser: 100,
  idempotencyEntries: 2_000,
  idempotencyMs: 3_600_000,
  streamsPerUser: 20,
  streams: 2_000,
  heartbeatMs: 10_000,
  retryMs: 2_000,
  streamBytes: 65_536,
};
