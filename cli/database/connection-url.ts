import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** How far a connection is encrypted and checked, as libpq names it. */
export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** Everything that a connection needs, with libpq's defaults filled in. Paths are as they were given. */
export interface ConnectionSettings {
  /** A name, an address, or the folder of a socket (it begins with `/`). */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** null: none was given; a password file may still have one. */
  readonly password: string | null;
  readonly database: string;
  readonly sslMode: SslMode;
  /** Files of PEM text; `system` as the root means the authorities of the system. null: libpq's usual files. */
  readonly sslRootCert: string | null;
  readonly sslCert: string | null;
  readonly sslKey: string | null;
  readonly sslPassword: string | null;
  readonly passFile: string | null;
  readonly connectMs: number;
  readonly applicationName: string;
  /** `-c name=value ...` for the server. */
  readonly options: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

const SSL_MODES: readonly string[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];
const DEFAULT_PORT = 5432;
const CONNECT_MS = 10_000;
const SOCKET_FOLDERS = ['/var/run/postgresql', '/tmp'];

/** Parameters that libpq knows and that change nothing here: what they are for is so in any case, or is never used. */
const WITHOUT_EFFECT = new Set([
  ...['keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count', 'tcp_user_timeout'],
  ...['client_encoding', 'fallback_application_name', 'target_session_attrs', 'load_balance_hosts'],
  ...['gssencmode', 'krbsrvname', 'gsslib', 'sslcompression', 'sslsni', 'channel_binding', 'uselibpqcompat'],
]);

const READ = new Set([
  ...[
    'host',
    'port',
    'user',
    'password',
    'dbname',
    'sslmode',
    'ssl',
    'sslrootcert',
    'sslcert',
    'sslkey',
    'sslpassword',
  ],
  ...['passfile', 'connect_timeout', 'application_name', 'options'],
]);

/**
 * Reads an address of Postgres as libpq does: `postgres://user:password@host:port/database?sslmode=verify-full`, with the
 * variables PGHOST, PGPORT, PGUSER, PGPASSWORD, PGPASSFILE, PGDATABASE, PGSSLMODE, PGSSLROOTCERT, PGSSLCERT, PGSSLKEY,
 * PGCONNECT_TIMEOUT, PGAPPNAME and PGOPTIONS for what it leaves out.
 * @returns what is wrong with it, in words that repeat no part of it but names of parameters: it may hold a password.
 */
export function parseConnectionUrl(url: string, env: Environment): ConnectionSettings | { readonly problem: string } {
  const parts = /^postgres(?:ql)?:\/\/(?:([^@/?]*)@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(url.trim());
  if (parts === null) return { problem: 'it does not begin with postgres:// or postgresql://' };
  const [, login = '', place = '', path = '', query = ''] = parts;
  if (place.includes('@') || path.includes('@') || /^[^=]*@/.test(query)) {
    return { problem: 'a user or a password holds one of @ / ? : %, which are written %40 %2F %3F %3A %25' };
  }
  if (place.includes(',')) return { problem: 'it names several hosts; name the primary alone' };
  const address = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(place);
  if (address === null) return { problem: 'its port is no number' };
  const given = parseParameters(query);
  if ('problem' in given) return given;
  const { parameters } = given;
  const [user = '', ...passwordParts] = login.split(':');
  const text = (value: string): string => decode(value.replace(/^\[(.*)\]$/, '$1'));
  try {
    const first = (...values: readonly (string | undefined)[]): string | null =>
      values.find((value) => value !== undefined && value !== '') ?? null;
    const port = Number(first(text(address[2] ?? ''), parameters.get('port'), env.PGPORT) ?? DEFAULT_PORT);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return { problem: 'its port is not one of 1 to 65535' };
    const tls = parseTls(parameters, env, first);
    if ('problem' in tls) return tls;
    const seconds = Number(first(parameters.get('connect_timeout'), env.PGCONNECT_TIMEOUT) ?? CONNECT_MS / 1000);
    if (!Number.isFinite(seconds)) return { problem: 'connect_timeout is no number of seconds' };
    const name = first(text(user), parameters.get('user'), env.PGUSER) ?? userInfo().username;
    return {
      host: first(text(address[1] ?? ''), parameters.get('host'), env.PGHOST) ?? localHost(port),
      port,
      user: name,
      password: first(decode(passwordParts.join(':')), parameters.get('password'), env.PGPASSWORD),
      database: first(decode(path), parameters.get('dbname'), env.PGDATABASE) ?? name,
      ...tls,
      passFile: first(parameters.get('passfile'), env.PGPASSFILE),
      // libpq: zero or less waits for ever; so long that nobody will see the difference.
      connectMs: seconds > 0 ? Math.max(seconds, 2) * 1000 : 86_400_000,
      applicationName: first(parameters.get('application_name'), env.PGAPPNAME) ?? 'flagforge',
      options: first(parameters.get('options'), env.PGOPTIONS),
    };
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return { problem: 'it holds a % that no two hexadecimal digits follow; a plain % is written %25' };
  }
}

/** A place as it may be shown: `db.internal:5432/flags`. Neither user nor password nor parameters. */
export function addressOf({ host, port, database }: ConnectionSettings): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}

function parseParameters(query: string): { parameters: ReadonlyMap<string, string> } | { problem: string } {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&').filter((part) => part !== '')) {
    const [name = '', ...rest] = pair.split('=');
    if (!READ.has(name) && !WITHOUT_EFFECT.has(name)) {
      // A word that is no name may be the rest of a password.
      const shown = /^[a-z_]{1,40}$/i.test(name) && rest.length > 0 ? ` "${name}"` : '';
      return { problem: `libpq has no parameter${shown} that flagforge could use` };
    }
    parameters.set(name, decode(rest.join('=')));
  }
  return { parameters };
}

type Tls = Pick<ConnectionSettings, 'sslMode' | 'sslRootCert' | 'sslCert' | 'sslKey' | 'sslPassword'>;

function parseTls(
  parameters: ReadonlyMap<string, string>,
  env: Environment,
  first: (...values: readonly (string | undefined)[]) => string | null,
): Tls | { problem: string } {
  const sslRootCert = first(parameters.get('sslrootcert'), env.PGSSLROOTCERT);
  const short = parameters.get('ssl') === 'true' ? 'require' : undefined;
  const given = first(parameters.get('sslmode'), short, env.PGSSLMODE);
  // Anybody can have a certificate of a public authority, so with those only the name proves something.
  const sslMode = given ?? (sslRootCert === 'system' ? 'verify-full' : 'prefer');
  if (!isSslMode(sslMode)) return { problem: `sslmode is none of ${SSL_MODES.join(', ')}` };
  if (sslRootCert === 'system' && sslMode !== 'verify-full') {
    return { problem: 'sslrootcert=system is for sslmode=verify-full only' };
  }
  return {
    sslMode,
    sslRootCert,
    sslCert: first(parameters.get('sslcert'), env.PGSSLCERT),
    sslKey: first(parameters.get('sslkey'), env.PGSSLKEY),
    sslPassword: first(parameters.get('sslpassword')),
  };
}

function isSslMode(text: string): text is SslMode {
  return SSL_MODES.includes(text);
}

/** @throws URIError for a `%` without its two digits. */
function decode(text: string): string {
  return decodeURIComponent(text);
}

/** Where a server on this machine listens: its socket where there is one, as libpq does, else its port. */
function localHost(port: number): string {
  return SOCKET_FOLDERS.find((folder) => existsSync(join(folder, `.s.PGSQL.${port}`))) ?? 'localhost';
}
