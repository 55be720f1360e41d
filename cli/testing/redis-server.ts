import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from './find-program.ts';
import { findFreePort } from './free-port.ts';
import { makeServiceFolder } from './service-folder.ts';

const START_MS = 20_000;

/** A Redis of a test's own, in a temporary folder; it keeps nothing over a restart. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Ends it at once; `restart` starts it again on the same port, empty. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Lets it hang: connections are taken, nothing is answered, until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** @param words further options of redis-server, e.g. `--cluster-enabled yes`. */
export async function startRedis(words: readonly string[] = []): Promise<RedisServer> {
  const folder = makeServiceFolder('redis');
  const port = await findFreePort();
  let server: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const own = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder.path,
      // Its command line stays what it was started with, by which an orphan is known.
      '--set-proc-title',
      'no',
    ];
    server = spawn(findProgram('redis-server'), [...own, ...words], { stdio: 'ignore' });
    folder.remember(server.pid ?? 0);
    await untilListens(port, server);
  };
  const kill = async (): Promise<void> => {
    const running = server;
    server = null;
    if (running === null || running.exitCode !== null) return;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    async restart() {
      await kill();
      await start();
    },
    pause: () => server?.kill('SIGSTOP'),
    resume: () => server?.kill('SIGCONT'),
    async stop() {
      await kill();
      folder.remove();
    },
  };
}

async function untilListens(port: number, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (!(await answers(port))) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error(`redis-server did not start on ${port}`);
    await delay(20);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
