import { availableParallelism } from 'node:os';
import { ACCESS_LOGS, type AccessLog } from './http/access-log.ts';
import { parseProxies } from './http/client-address.ts';
import { parsePublicUrl } from './http/own-url.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { LIMIT_SETTINGS } from './settings/settings.ts';
import { loadPublicKeys, parseStoreSettings, STORE_VARIABLES } from './stores/parse-settings.ts';
import type { StoreSettings } from './stores/settings.ts';
import { LEAST_SECRET_BYTES, MOST_SECRETS } from './tickets/seal.ts';

/** Everything a server process is told from outside. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** How many processes answer, 1 to 256. */
  readonly workers: number;
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
/** More processes than that only take memory. */
const MOST_WORKERS = 256;

/** What a header can carry, and nobody finds by trying. */
const LEAST_TOKEN = 16;
const TOKEN = /^[\x21-\x7e]{16,}$/;

/** What `FLAGFORGE_PORT=tcp://...` comes from, in a pod beside a service that is named flagforge. */
const SERVICE_LINK = 'Kubernetes sets it for a service of this name, unless the pod has enableServiceLinks: false';

const NOTHING: FileSettings = { snapshots: '', keys: '', publicKeys: [] };

/**
 * Reads the `FLAGFORGE_*` variables, REDIS_URL and DATABASE_URL, and the files of keys and certificates that they name. Everything that is wrong is reported at once.
 * @param known what is wrong already, to be told with the rest.
 * @throws ConfigError
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>, known: readonly string[] = []): Config {
  const problems = [...known];

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
    const hint = /^tcp:\/\//.test(value) ? ` (${SERVICE_LINK})` : '';
    problems.push(`${name} is ${JSON.stringify(value)}; it must be a whole number from ${least} to ${most}${hint}`);
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

  const limits = Object.fromEntries(
    LIMIT_SETTINGS.map(({ name, limit, least, most }) => [limit, integer(name, least, most, DEFAULT_LIMITS[limit])]),
  ) as unknown as Limits;
  const config: Config = {
    host: text('FLAGFORGE_HOST') || DEFAULT_HOST,
    port: integer('FLAGFORGE_PORT', 0, 65_535, DEFAULT_PORT),
    workers: integer('FLAGFORGE_WORKERS', 1, MOST_WORKERS, Math.min(MOST_WORKERS, availableParallelism())),
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
