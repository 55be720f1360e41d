/** Every limit of the HTTP surface; each is a setting. @see contract 7 */
export interface Limits {
  /** Largest request body, in bytes (inclusive). Over it: 413. */
  readonly bodyBytes: number;
  /** How deep objects and lists may nest in a context; the context itself is 1. Over it: 400 invalid_context. */
  readonly contextDepth: number;
  /** How many attributes a context may have, counted at every level; list items do not count. */
  readonly contextAttributes: number;
  /** Longest string in a context, names included, in bytes of UTF-8 (inclusive). */
  readonly stringBytes: number;
  /** Largest request head, in bytes. Over it: 431. */
  readonly headerBytes: number;
  /** How long a client may take to send a whole head, in ms. Over it: 408. */
  readonly headersTimeoutMs: number;
  /** How long a client may take to send a whole request, in ms. Over it: 408. */
  readonly requestTimeoutMs: number;
  /** How long an idle connection is kept, in ms. Longer than that of the load balancer before it. */
  readonly keepAliveMs: number;
  /** How long a client may read nothing of its answer, in ms, and longer than `requestTimeoutMs`; then the connection is cut. */
  readonly answerTimeoutMs: number;
  /** How many connections may be open, streams among them. Over it: 503. */
  readonly connections: number;
  /**
   * How many connections one address may have open beside as many as it may have streams; declared proxies are not
   * counted. Over it: 503.
   */
  readonly connectionsPerAddress: number;
  /** Requests a second that one address may make with client keys, on average; and, counted apart, without a good key. */
  readonly clientRate: number;
  /** How many requests an address may make at once after a pause. */
  readonly clientBurst: number;
  /** Requests a second that one server key may make, on average. */
  readonly serverRate: number;
  readonly serverBurst: number;
  /** How many addresses and keys the rate limits remember; the memory they take is about 200 bytes each. */
  readonly rateEntries: number;
  /** Largest context of a stream, as JSON in bytes of UTF-8 (inclusive): streams keep theirs. Over it: 400 invalid_context. */
  readonly streamContextBytes: number;
  /** How many used stream tickets are remembered while their stream is away; about 150 bytes each. */
  readonly ticketEntries: number;
  /** How many streams may be open at once. Over it: 503. */
  readonly streams: number;
  /** How many streams may be opened in a second, on average, and at once after a pause. Over it: 503. */
  readonly streamRate: number;
  readonly streamBurst: number;
  /** How many streams one address may have open with client keys. Over it: 503. */
  readonly streamsPerAddress: number;
  /** How many bytes may wait for a slow reader, beside what it was sent when it came; then it is told to come back. */
  readonly streamBufferBytes: number;
  /** How long between two heartbeats of a stream, in ms. */
  readonly streamHeartbeatMs: number;
  /** How soon a client that lost its stream may come back, in ms; it is told some time from that to three times that. */
  readonly streamRetryMs: number;
  /** How often counts of evaluations are written to Redis, in ms. */
  readonly usageMs: number;
  /** How many counts of evaluations are kept in memory at most; each takes 70 to 400 bytes. */
  readonly usageCells: number;
}

/** The limits unless set. The rate of a server key is above what one process can serve on most machines. */
export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 65_536,
  contextDepth: 5,
  contextAttributes: 200,
  stringBytes: 4_096,
  headerBytes: 16_384,
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  keepAliveMs: 65_000,
  answerTimeoutMs: 30_000,
  connections: 120_000,
  connectionsPerAddress: 2_000,
  clientRate: 100,
  clientBurst: 500,
  serverRate: 50_000,
  serverBurst: 100_000,
  rateEntries: 50_000,
  streamContextBytes: 4_096,
  streams: 100_000,
  streamRate: 2_000,
  streamBurst: 4_000,
  streamsPerAddress: 1_000,
  streamBufferBytes: 65_536,
  streamHeartbeatMs: 20_000,
  streamRetryMs: 1_000,
  ticketEntries: 100_000,
  usageMs: 10_000,
  usageCells: 100_000,
};
