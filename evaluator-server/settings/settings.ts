import { DEFAULT_LIMITS, type Limits } from '../limits.ts';

/** One setting of a server process: an environment variable, and for most of them a flag of the same name. */
export interface Setting {
  /** `FLAGFORGE_PORT`; its flag is `--port`. */
  readonly name: string;
  /** One line, for people. */
  readonly help: string;
  /** What holds when nothing is said, as it would be written; empty: nothing does. */
  readonly fallback: string;
  /** Never shown, and no flag: everybody on a machine can read a command line. */
  readonly isSecret?: true;
}

/** A limit as a setting: a whole number from `least` to `most`. */
export interface LimitSetting extends Setting {
  readonly limit: keyof Limits;
  readonly least: number;
  readonly most: number;
}

function limit(name: string, key: keyof Limits, least: number, most: number, help: string): LimitSetting {
  return { name, limit: key, least, most, help, fallback: String(DEFAULT_LIMITS[key]) };
}

/** Every limit. @see contract 7 */
export const LIMIT_SETTINGS: readonly LimitSetting[] = [
  limit('FLAGFORGE_MAX_BODY_BYTES', 'bodyBytes', 1, 16_777_216, 'largest request body'),
  limit('FLAGFORGE_MAX_CONTEXT_DEPTH', 'contextDepth', 1, 100, 'how deep a context may nest; the context itself is 1'),
  limit('FLAGFORGE_MAX_CONTEXT_ATTRIBUTES', 'contextAttributes', 1, 100_000, 'attributes of a context, at all levels'),
  limit('FLAGFORGE_MAX_STRING_BYTES', 'stringBytes', 1, 16_777_216, 'longest string in a context'),
  limit('FLAGFORGE_MAX_HEADER_BYTES', 'headerBytes', 1_024, 1_048_576, 'largest request head'),
  limit('FLAGFORGE_HEADERS_TIMEOUT_MS', 'headersTimeoutMs', 100, 600_000, 'how long a head may take'),
  limit('FLAGFORGE_REQUEST_TIMEOUT_MS', 'requestTimeoutMs', 100, 600_000, 'how long a request may take to arrive'),
  limit('FLAGFORGE_KEEP_ALIVE_MS', 'keepAliveMs', 100, 3_600_000, 'how long an idle connection is kept'),
  limit('FLAGFORGE_ANSWER_TIMEOUT_MS', 'answerTimeoutMs', 100, 600_000, 'how long nothing of an answer may be read'),
  limit('FLAGFORGE_CONNECTIONS', 'connections', 10, 10_000_000, 'open connections, streams among them'),
  limit(
    'FLAGFORGE_CONNECTIONS_PER_ADDRESS',
    'connectionsPerAddress',
    1,
    10_000_000,
    'open connections of one address that is no trusted proxy, beside its streams',
  ),
  limit(
    'FLAGFORGE_CLIENT_RATE',
    'clientRate',
    1,
    1_000_000,
    'requests a second with client keys, by address (IPv6: /64)',
  ),
  limit('FLAGFORGE_CLIENT_BURST', 'clientBurst', 1, 10_000_000, 'and at once after a pause'),
  limit('FLAGFORGE_SERVER_RATE', 'serverRate', 1, 1_000_000, 'requests a second with a server key, by key'),
  limit('FLAGFORGE_SERVER_BURST', 'serverBurst', 1, 10_000_000, 'and at once after a pause'),
  limit('FLAGFORGE_RATE_ENTRIES', 'rateEntries', 100, 10_000_000, 'addresses and keys that rate limits remember'),
  limit('FLAGFORGE_STREAMS', 'streams', 0, 10_000_000, 'open streams'),
  limit('FLAGFORGE_STREAM_RATE', 'streamRate', 1, 1_000_000, 'streams opened in a second'),
  limit('FLAGFORGE_STREAM_BURST', 'streamBurst', 1, 10_000_000, 'and at once after a pause'),
  limit(
    'FLAGFORGE_STREAMS_PER_ADDRESS',
    'streamsPerAddress',
    1,
    10_000_000,
    'open streams of one address, client keys',
  ),
  limit('FLAGFORGE_STREAM_CONTEXT_BYTES', 'streamContextBytes', 2, 8_192, 'context and overrides of a stream, as JSON'),
  limit(
    'FLAGFORGE_STREAM_BUFFER_BYTES',
    'streamBufferBytes',
    1_024,
    67_108_864,
    'what may wait for a slow reader of a stream',
  ),
  limit('FLAGFORGE_STREAM_HEARTBEAT_MS', 'streamHeartbeatMs', 100, 600_000, 'between two heartbeats of a stream'),
  limit(
    'FLAGFORGE_STREAM_RETRY_MS',
    'streamRetryMs',
    100,
    600_000,
    'how soon clients come back: from this to three times it',
  ),
  limit('FLAGFORGE_TICKET_ENTRIES', 'ticketEntries', 1, 10_000_000, 'used stream tickets that are remembered'),
  limit('FLAGFORGE_USAGE_MS', 'usageMs', 100, 600_000, 'how often counts of evaluations are written'),
  limit('FLAGFORGE_USAGE_CELLS', 'usageCells', 100, 10_000_000, 'counts of evaluations that are kept in memory'),
];

const plain = (name: string, help: string, fallback = ''): Setting => ({ name, help, fallback });
const secret = (name: string, help: string): Setting => ({ name, help, fallback: '', isSecret: true });

/** All settings, in the order in which they are shown. */
export const SETTINGS: readonly Setting[] = [
  plain('FLAGFORGE_HOST', 'address to listen on', '0.0.0.0'),
  plain('FLAGFORGE_PORT', '0 to 65535; 0: any free one', '8080'),
  plain('FLAGFORGE_WORKERS', 'processes that answer; 1: no cluster', 'one for each core'),
  plain('FLAGFORGE_DRAIN_MS', 'how long to serve on, not ready, after SIGTERM; streams are sent away meanwhile', '0'),
  plain('FLAGFORGE_PROJECT', 'what to serve from stores: acme/web-store'),
  secret('REDIS_URL', 'Redis, redis:// or rediss://'),
  plain('REDIS_CLUSTER', 'true: the Redis is a cluster'),
  plain('REDIS_CA', 'authority of its certificate, PEM or a path'),
  plain('REDIS_CERT', 'certificate to show, PEM or a path'),
  secret('REDIS_KEY', 'its key, PEM or a path'),
  secret('DATABASE_URL', 'Postgres, postgres://'),
  plain('FLAGFORGE_ENVIRONMENTS', 'with commas; all that are published'),
  plain('FLAGFORGE_STATE', 'folder for the last good copies'),
  plain('FLAGFORGE_SNAPSHOTS', 'instead of stores: the folder of compiled snapshots'),
  plain('FLAGFORGE_KEYS', 'and the file of key hashes'),
  plain('FLAGFORGE_PUBLIC_KEY', 'Ed25519 keys, PEM or paths: snapshots must be signed by one of them'),
  plain('FLAGFORGE_TRUSTED_PROXIES', 'addresses and networks, with commas, whose X-Forwarded-* is believed', 'none'),
  plain(
    'FLAGFORGE_PUBLIC_URL',
    'how clients reach the server, for the URLs in its answers',
    "as each request's Host says",
  ),
  secret('FLAGFORGE_TICKET_SECRET', 'seals stream tickets, the same for all evaluators: openssl rand -hex 32'),
  secret('FLAGFORGE_METRICS_TOKEN', 'what readers of /metrics must bring; not set: anybody may read'),
  plain('FLAGFORGE_ACCESS_LOG', 'which answers get a line in the log: off, errors, all', 'off'),
  ...LIMIT_SETTINGS,
];

/** `FLAGFORGE_STREAM_RATE` -> `--stream-rate`, `REDIS_URL` -> `--redis-url`. */
export function flagOf({ name }: Pick<Setting, 'name'>): string {
  return `--${name
    .replace(/^FLAGFORGE_/, '')
    .toLowerCase()
    .replaceAll('_', '-')}`;
}
