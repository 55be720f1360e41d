import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from './find-program.ts';
import { findFreePort } from './free-port.ts';
import { runSql } from './run-sql.ts';
import { makeServiceFolder } from './service-folder.ts';

const START_MS = 30_000;

/** A Postgres of a test's own, in a temporary folder. */
export interface PostgresServer {
  readonly port: number;
  /** As superuser `postgres`, in the database of that name. */
  readonly url: string;
  /** Ends it at once, as a power cut would, and starts it again on the same port and data. */
  restart(): Promise<void>;
  /** Ends it at once; `restart` starts it again. */
  kill(): Promise<void>;
  /** Ends every process of it by SIGKILL, while it hangs too; `restart` starts it again. */
  crash(): Promise<void>;
  /** Lets it hang, with every connection: new ones are taken by the system, nothing is answered, until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** Postgres refuses to run as root, so it runs as the user that its package made. */
function postgresUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (option: string): number => Number(spawnSync('id', [option, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Members of these roles are let in on conditions, everybody else from this machine without any. */
const WHO_COMES_IN = `
local all all trust
hostssl all +needs_tls 127.0.0.1/32 trust
host all +needs_tls 127.0.0.1/32 reject
host all +needs_password 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
`;
const SPECIAL_ROLES = 'create role needs_password nologin; create role needs_tls nologin';

export interface PostgresOptions {
  /** PEM texts of a server that speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Further settings: `max_connections=3`. */
  readonly settings?: readonly string[];
}

/** Starts one. Logins need no password from this machine, but for members of the role `needs_password`. */
export async function startPostgres({ tls, settings: more = [] }: PostgresOptions = {}): Promise<PostgresServer> {
  const user = postgresUser();
  const folder = makeServiceFolder('postgres', user);
  const data = join(folder.path, 'data');
  const as = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  const init = spawnSync(
    findProgram('initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'],
    { ...as, cwd: folder.path, encoding: 'utf8' },
  );
  if (init.status !== 0) throw new Error(`initdb failed: ${init.stderr}`);
  const own = (name: string, text: string): string => {
    const path = join(folder.path, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (user !== undefined) chownSync(path, user.uid, user.gid);
    return path;
  };
  const tlsSettings =
    tls === undefined
      ? []
      : ['ssl=on', `ssl_cert_file=${own('server.crt', tls.cert)}`, `ssl_key_file=${own('server.key', tls.key)}`];
  const port = await findFreePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const settings = ['fsync=off', 'full_page_writes=off', 'shared_buffers=64MB'];
  const words = [
    ...['-D', data, '-p', String(port), '-k', folder.path, '-c', 'listen_addresses=127.0.0.1'],
    ...[
      ...settings,
      'max_connections=200',
      `hba_file=${own('hba.conf', WHO_COMES_IN)}`,
      ...tlsSettings,
      ...more,
    ].flatMap((setting) => ['-c', setting]),
  ];
  let server: ChildProcess | null = null;

  const start = async (): Promise<void> => {
    server = spawn(findProgram('postgres'), words, { ...as, cwd: folder.path, stdio: 'ignore' });
    folder.remember(server.pid ?? 0);
    await untilAnswers(url, server);
  };
  const kill = async (): Promise<void> => {
    const running = server;
    server = null;
    if (running === null || running.exitCode !== null) return;
    const ended = once(running, 'exit');
    // Immediate shutdown: no goodbye to clients, recovery at the next start.
    running.kill('SIGQUIT');
    await ended;
  };
  const signalAll = (signal: NodeJS.Signals): void => {
    // The postmaster first: it starts no process, and misses none, while the others get theirs.
    if (server?.pid !== undefined) for (const pid of [server.pid, ...childrenOf(server.pid)]) send(pid, signal);
  };
  const crash = async (): Promise<void> => {
    const running = server;
    if (running === null || running.exitCode !== null) return;
    const ended = once(running, 'exit');
    signalAll('SIGKILL');
    server = null;
    await ended;
  };
  await start();
  await runSql(url, SPECIAL_ROLES);
  return {
    port,
    url,
    kill,
    crash,
    pause: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
    async restart() {
      await kill();
      await start();
    },
    async stop() {
      await kill();
      folder.remove();
    },
  };
}

/** One process a connection, and some of the server's own. */
function childrenOf(pid: number): number[] {
  const found = spawnSync('ps', ['--ppid', String(pid), '-o', 'pid='], { encoding: 'utf8' }).stdout ?? '';
  return found
    .split('\n')
    .map(Number)
    .filter((child) => child > 0);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime.
  }
}

async function untilAnswers(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (true) {
    try {
      return await runSql(url, 'select 1');
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline) throw error;
      await delay(30);
    }
  }
}
