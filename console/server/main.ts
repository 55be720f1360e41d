import { CommandError, createTerminal, EXIT, errorCodeOf } from 'flagforge';
import { describeFailure, type Log } from './log.ts';
import { startServer } from './start-server.ts';

/** One JSON object a line on stderr, with the time. */
const log: Log = (entry) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
};

try {
  const signalled = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
  const server = await startServer(createTerminal(), log);
  log({ level: 'info', event: 'ending', signal: await signalled });
  await server.close();
} catch (error) {
  if (error instanceof CommandError) {
    process.stderr.write(`${[error.message, ...error.hints].join('\n  ')}\n`);
    process.exitCode = error.exitCode;
  } else {
    const code = errorCodeOf(error);
    log({ level: 'error', event: 'not_started', ...(code === null ? describeFailure(error) : { code }) });
    process.exitCode = EXIT.outside;
  }
}
