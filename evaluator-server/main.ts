import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError, parseConfig } from './config.ts';
import { createFileKeys } from './keys/file.ts';
import { describeFailure, type Log } from './log.ts';
import { createEvaluationServer } from './server.ts';
import { createFileSource } from './snapshots/file.ts';

/** The exit codes of contract 6 that a server can end with. */
const EXIT = { clean: 0, usage: 2, outside: 3 } as const;

/** One JSON object a line on stderr, with the time. */
const log: Log = (entry) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
};

async function run(): Promise<number> {
  const config = parseConfig(process.env);
  const source = createFileSource(config.snapshots, log);
  const keys = createFileKeys(config.keys, log);
  const server = createEvaluationServer({ ...config, source, keys, log });

  const signalled = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
  try {
    await server.listen();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const problem = code === 'EADDRINUSE' ? 'the port is in use' : `listening failed (${code})`;
    log({ level: 'error', event: 'not_listening', host: config.host, port: config.port, problem });
    await Promise.all([source.close(), keys.close()]);
    return EXIT.outside;
  }
  // After the first signal the default action of a second one is back: it ends the process at once.
  log({ level: 'info', event: 'ending', signal: await signalled });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.removeAllListeners(signal);
  server.drain();
  await delay(config.drainMs);
  await server.close();
  await Promise.all([source.close(), keys.close()]);
  return EXIT.clean;
}

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof ConfigError)) {
    log({ level: 'error', event: 'failed', ...describeFailure(error) });
    process.exitCode = EXIT.outside;
  } else {
    for (const problem of error.problems) process.stderr.write(`${problem}\n`);
    process.exitCode = EXIT.usage;
  }
}
