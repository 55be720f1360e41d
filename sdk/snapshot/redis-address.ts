/** One or several servers of one Redis, and how to log in. What every process of FlagForge reads in `REDIS_URL`. */
export interface RedisAddress {
  /** At least one. More than one: the nodes of a cluster that are asked first. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** A Unix socket instead of hosts; else null. */
  readonly socket: string | null;
  readonly isTls: boolean;
  /** True where several hosts are named. A cluster behind one name is one where `REDIS_CLUSTER=true` says so. */
  readonly isCluster: boolean;
  readonly username: string | null;
  readonly password: string | null;
  /** 0 unless given; a cluster has only 0. */
  readonly database: number;
  /** For messages: hosts and ports, or the socket. Never a password. */
  readonly label: string;
}

const DEFAULT_PORT = 6379;
const HOST = /^(\[[0-9A-Fa-f:.]+\]|[^\s:[\]/?#@]+)(?::(\d{1,5}))?$/;

/**
 * Reads `redis://user:password@host:6379/0`, `rediss://` (TLS), `unix:///path/redis.sock`, and several hosts of a
 * cluster separated by commas (`redis://a:6379,b:6379`; each may be a whole address). User and password are
 * percent-encoded. Answers with the reason for which the text is refused; no reason quotes a password.
 */
export function parseRedisAddress(text: string): RedisAddress | { readonly problem: string } {
  if (/^(?:redis\+)?unix:\/\//i.test(text)) return parseSocket(text.slice(text.indexOf('://') + 3));
  const parts = text.split(/,(?=rediss?:\/\/)/i).map(parsePart);
  const known: Part[] = [];
  for (const part of parts) {
    if ('problem' in part) return part;
    known.push(part);
  }
  const [first] = known;
  if (first === undefined) return { problem: NO_SCHEME };
  const differs = known.some(
    ({ isTls, username, password, database }) =>
      isTls !== first.isTls ||
      database !== first.database ||
      ((username !== null || password !== null) && (username !== first.username || password !== first.password)),
  );
  if (differs) return { problem: 'its hosts differ in scheme, login or database' };
  const hosts = known.flatMap((part) => part.hosts);
  if (hosts.length > 1 && first.database > 0) return { problem: 'a cluster has only database 0' };
  const label = hosts.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',');
  return { ...first, hosts, socket: null, isCluster: hosts.length > 1, label };
}

type Part = Pick<RedisAddress, 'hosts' | 'isTls' | 'username' | 'password' | 'database'>;

const NO_SCHEME = 'it does not begin with redis://, rediss:// or unix://';

/** One `scheme://user:password@host,host/database`. */
function parsePart(text: string): Part | { readonly problem: string } {
  const scheme = /^(rediss?):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return { problem: NO_SCHEME };
  const rest = text.slice(scheme.length + 3);
  const at = rest.lastIndexOf('@');
  const login = parseLogin(rest.slice(0, Math.max(0, at)));
  if (login === null) return { problem: 'its user or password is not percent-encoded' };
  const place = rest.slice(at + 1);
  if (/[?#]/.test(place)) return { problem: 'it has options after ? or #, and none is known' };
  const slash = place.indexOf('/');
  const database = slash < 0 ? 0 : parseDatabase(place.slice(slash + 1));
  if (database === null) return { problem: 'what follows the host is no number of a database' };
  const hosts: { host: string; port: number }[] = [];
  for (const item of (slash < 0 ? place : place.slice(0, slash)).split(',')) {
    const host = parseHost(item);
    if (host === null) return { problem: 'a host or port in it cannot be read' };
    hosts.push(host);
  }
  return { hosts, isTls: scheme === 'rediss', ...login, database };
}

function parseSocket(rest: string): RedisAddress | { readonly problem: string } {
  const at = rest.lastIndexOf('@');
  const login = parseLogin(rest.slice(0, Math.max(0, at)));
  const socket = rest.slice(at + 1);
  if (login === null) return { problem: 'its user or password is not percent-encoded' };
  if (!socket.startsWith('/')) return { problem: 'the path of the socket is not absolute' };
  return { hosts: [], socket, isTls: false, isCluster: false, ...login, database: 0, label: socket };
}

function parseLogin(text: string): Pick<RedisAddress, 'username' | 'password'> | null {
  if (text === '') return { username: null, password: null };
  const colon = text.indexOf(':');
  try {
    const username = decodeURIComponent(colon < 0 ? text : text.slice(0, colon));
    const password = colon < 0 ? '' : decodeURIComponent(text.slice(colon + 1));
    return { username: username === '' ? null : username, password: password === '' ? null : password };
  } catch {
    return null;
  }
}

function parseHost(text: string): RedisAddress['hosts'][number] | null {
  const [, host = '', port] = HOST.exec(text) ?? [];
  const number = port === undefined ? DEFAULT_PORT : Number(port);
  if (host === '' || number < 1 || number > 65_535) return null;
  return { host: host.replace(/^\[|\]$/g, ''), port: number };
}

function parseDatabase(text: string): number | null {
  if (text === '') return 0;
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}
