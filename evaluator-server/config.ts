import { ACCESS_LOGS, type AccessLog } from './http/access-log.ts';
import { parseProxies } from './http/client-address.ts';
import { parsePublicUrl } from './http/own-url.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { loadPublicKeys, parseStoreSettings, STORE_VARIABLES } from './stores/parse-settings.ts';
import type { StoreSettings } from './stores/settings.ts';
import { LEAST_SECRET_BYTES, MOST_SECRETS } from './tickets/seal.ts';

/** Everything a server process is told from outside. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** What is served: the files of a folder, or what `flagforge publish` wrote to the stores. */
  readonly from: FileSettings | StoreSettings;
  readonly trustedProxies: readonly string[];
  readonly limits: Limits;
  /** What seals stream tickets: the first, and what else opens them. None: a random one of the process. */
  readonly ticketSecrets: readonly string[];
  /** How clients reach the server, without a slash at the end, for the URLs in its answers; null: as each request did. */
  readonly publicUrl: string | null;
  /** What readers of `/metrics` must bring; null: anybody may read it. */
  readonly metricsToken: string | null;
  /** Which answers get a line in the log. */
  readonly accessLog: AccessLog;
  /** How long to go on serving, not ready, after a signal to end, in ms. */
  readonly drainMs: number;
}

/** A folder of compiled snapshots, and a file of key hashes. */
export interface FileSettings {
  readonly snapshots: string;
  readonly keys: string;
  /** Some: every snapshot must be signed by one of them. */
  readonly publicKeys: StoreSettings['publicKeys'];
}

/** The environment does not describe a server. `problems` has one line for each mistake. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Where the server listens when nothing is said: every address, since it usually runs in a container. */
const DEFAULT_HOST = '0.0.0.0';
const DEFAULT_PORT = 8_080;

/** What a header can carry, and nobody finds by trying. */
const LEAST_TOKEN = 16;
const TOKEN = /^[\x21-\x7e]{16,}$/;

const NOTHING: FileSettings = { snapshots: '', keys: '', publicKeys: [] };

/**
 * Reads the `FLAGFORGE_*` variables, REDIS_URL and DATABASE_URL, and the files of keys and certificates that they name. Everything that is wrong is reported at once.
 * @throws ConfigError
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];

  const text = (name: string): string => env[name]?.trim() ?? '';

  const required = (name: string, what: string): string => {
    const value = text(name);
    if (value === '') problems.push(`${name} is not set; it names ${what}`);
    return value;
  };

  const integer = (name: string, least: number, most: number, fallback: number): number => {
    const value = text(name);
    if (value === '') return fallback;
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    problems.push(`${name} is ${JSON.stringify(value)}; it must be a whole number from ${least} to ${most}`);
    return fallback;
  };

  const proxies = (name: string): readonly string[] => {
    const values = text(name)
      .split(',')
      .map((value) => value.trim())
      .filter((value) => value !== '');
    try {
      parseProxies(values);
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`);
    }
    return values;
  };

  const secrets = (name: string): readonly string[] => {
    const value = text(name);
    if (value === '') return [];
    const found = value.split(',').map((secret) => secret.trim());
    if (found.some((secret) => Buffer.byteLength(secret) < LEAST_SECRET_BYTES))
      problems.push(`${name} has a secret of less than ${LEAST_SECRET_BYTES} bytes; openssl rand -hex 32 makes one`);
    if (found.length > MOST_SECRETS)
      problems.push(`${name} has ${found.length} secrets; ${MOST_SECRETS} are the most that a rotation may hold`);
    return found;
  };

  const token = (name: string): string | null => {
    const value = text(name);
    if (value === '') return null;
    if (!TOKEN.test(value))
      problems.push(
        `${name} must be ${LEAST_TOKEN} characters or more, printable and without spaces; openssl rand -hex 32 makes one`,
      );
    return value;
  };

  const choice = <T extends string>(name: string, choices: readonly T[], fallback: T): T => {
    const value = text(name);
    const chosen = choices.find((candidate) => candidate === value);
    if (value !== '' && chosen === undefined)
      problems.push(`${name} is ${JSON.stringify(value)}; it must be one of ${choices.join(', ')}`);
    return chosen ?? fallback;
  };

  const url = (name: string): string | null => {
    const value = text(name);
    if (value === '') return null;
    const parsed = parsePublicUrl(value);
    if (parsed === null)
      problems.push(`${name} is no address as https://flags.example.com is one, without a user, a query or a fragment`);
    return parsed;
  };

  const files = (): FileSettings => ({
    snapshots: required('FLAGFORGE_SNAPSHOTS', 'the folder of compiled snapshots'),
    keys: required('FLAGFORGE_KEYS', 'the file of key hashes'),
    publicKeys: loadPublicKeys(env, (problem) => problems.push(problem)),
  });

  const from = (): FileSettings | StoreSettings => {
    const [file] = ['FLAGFORGE_SNAPSHOTS', 'FLAGFORGE_KEYS'].filter((name) => text(name) !== '');
    const [store] = STORE_VARIABLES.filter((name) => text(name) !== '');
    if (file === undefined && store === undefined) {
      problems.push('FLAGFORGE_PROJECT is not set; with REDIS_URL or DATABASE_URL it names the project to serve');
      problems.push('FLAGFORGE_SNAPSHOTS and FLAGFORGE_KEYS are not set either; they name files to serve instead');
    }
    if (file === undefined)
      return store === undefined ? NOTHING : parseStoreSettings(env, (problem) => problems.push(problem));
    if (store !== undefined)
      problems.push(`${file} and ${store} are both set; serve either files or a project's stores`);
    return files();
  };

  const limits: Limits = {
    bodyBytes: integer('FLAGFORGE_MAX_BODY_BYTES', 1, 16_777_216, DEFAULT_LIMITS.bodyBytes),
    contextDepth: integer('FLAGFORGE_MAX_CONTEXT_DEPTH', 1, 100, DEFAULT_LIMITS.contextDepth),
    contextAttributes: integer('FLAGFORGE_MAX_CONTEXT_ATTRIBUTES', 1, 100_000, DEFAULT_LIMITS.contextAttributes),
    stringBytes: integer('FLAGFORGE_MAX_STRING_BYTES', 1, 16_777_216, DEFAULT_LIMITS.stringBytes),
    headerBytes: integer('FLAGFORGE_MAX_HEADER_BYTES', 1_024, 1_048_576, DEFAULT_LIMITS.headerBytes),
    headersTimeoutMs: integer('FLAGFORGE_HEADERS_TIMEOUT_MS', 100, 600_000, DEFAULT_LIMITS.headersTimeoutMs),
    requestTimeoutMs: integer('FLAGFORGE_REQUEST_TIMEOUT_MS', 100, 600_000, DEFAULT_LIMITS.requestTimeoutMs),
    keepAliveMs: integer('FLAGFORGE_KEEP_ALIVE_MS', 100, 3_600_000, DEFAULT_LIMITS.keepAliveMs),
    clientRate: integer('FLAGFORGE_CLIENT_RATE', 1, 1_000_000, DEFAULT_LIMITS.clientRate),
    clientBurst: integer('FLAGFORGE_CLIENT_BURST', 1, 10_000_000, DEFAULT_LIMITS.clientBurst),
    serverRate: integer('FLAGFORGE_SERVER_RATE', 1, 1_000_000, DEFAULT_LIMITS.serverRate),
    serverBurst: integer('FLAGFORGE_SERVER_BURST', 1, 10_000_000, DEFAULT_LIMITS.serverBurst),
    rateEntries: integer('FLAGFORGE_RATE_ENTRIES', 100, 10_000_000, DEFAULT_LIMITS.rateEntries),
    streamContextBytes: integer('FLAGFORGE_STREAM_CONTEXT_BYTES', 2, 8_192, DEFAULT_LIMITS.streamContextBytes),
    streams: integer('FLAGFORGE_STREAMS', 0, 10_000_000, DEFAULT_LIMITS.streams),
    streamRate: integer('FLAGFORGE_STREAM_RATE', 1, 1_000_000, DEFAULT_LIMITS.streamRate),
    streamBurst: integer('FLAGFORGE_STREAM_BURST', 1, 10_000_000, DEFAULT_LIMITS.streamBurst),
    streamsPerAddress: integer('FLAGFORGE_STREAMS_PER_ADDRESS', 1, 10_000_000, DEFAULT_LIMITS.streamsPerAddress),
    streamBufferBytes: integer('FLAGFORGE_STREAM_BUFFER_BYTES', 1_024, 67_108_864, DEFAULT_LIMITS.streamBufferBytes),
    streamHeartbeatMs: integer('FLAGFORGE_STREAM_HEARTBEAT_MS', 100, 600_000, DEFAULT_LIMITS.streamHeartbeatMs),
    streamRetryMs: integer('FLAGFORGE_STREAM_RETRY_MS', 100, 600_000, DEFAULT_LIMITS.streamRetryMs),
    ticketEntries: integer('FLAGFORGE_TICKET_ENTRIES', 1, 10_000_000, DEFAULT_LIMITS.ticketEntries),
    usageMs: integer('FLAGFORGE_USAGE_MS', 100, 600_000, DEFAULT_LIMITS.usageMs),
    usageCells: integer('FLAGFORGE_USAGE_CELLS', 100, 10_000_000, DEFAULT_LIMITS.usageCells),
  };
  const config: Config = {
    host: text('FLAGFORGE_HOST') || DEFAULT_HOST,
    port: integer('FLAGFORGE_PORT', 0, 65_535, DEFAULT_PORT),
    from: from(),
    trustedProxies: proxies('FLAGFORGE_TRUSTED_PROXIES'),
    ticketSecrets: secrets('FLAGFORGE_TICKET_SECRET'),
    publicUrl: url('FLAGFORGE_PUBLIC_URL'),
    metricsToken: token('FLAGFORGE_METRICS_TOKEN'),
    accessLog: choice('FLAGFORGE_ACCESS_LOG', ACCESS_LOGS, 'off'),
    drainMs: integer('FLAGFORGE_DRAIN_MS', 0, 600_000, 0),
    limits,
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}
