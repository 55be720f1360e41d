#!/usr/bin/env node
import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { runPrimary } from './cluster/run-primary.ts';
import { type Config, ConfigError, parseConfig } from './config.ts';
import { EXIT } from './exit-codes.ts';
import { createJsonLog } from './json-log.ts';
import { describeFailure } from './log.ts';
import { serve } from './serve.ts';
import { misspelledVariables, parseCommandLine, unknownVariables } from './settings/command-line.ts';
import { effectiveSettings, renderHelp, renderSettings } from './settings/print-config.ts';

const log = createJsonLog();

/** The first signal asks to end; after it the default action is back, so that a second one ends the process at once. */
function untilSignalled(): Promise<string> {
  return new Promise((resolve) => {
    const onSignal = (signal: string): void => {
      process.removeAllListeners('SIGTERM');
      process.removeAllListeners('SIGINT');
      resolve(signal);
    };
    process.on('SIGTERM', onSignal);
    // A terminal sends it to the whole group: the primary passes it on to its workers, as SIGTERM.
    process.on('SIGINT', cluster.isWorker ? () => {} : onSignal);
  });
}

/** What all workers are told, and what they share: a secret of the group's own where none is set. */
function workerEnvironment(
  settings: Readonly<Record<string, string>>,
  { ticketSecrets }: Config,
): Record<string, string> {
  if (ticketSecrets.length > 0) return { ...settings };
  return { ...settings, FLAGFORGE_TICKET_SECRET: randomBytes(32).toString('hex') };
}

async function run(): Promise<number> {
  const { action, isJson, settings, problems } = parseCommandLine(cluster.isWorker ? [] : process.argv.slice(2));
  if (action === 'help') {
    process.stdout.write(renderHelp());
    return EXIT.clean;
  }
  if (action === 'print-config' && problems.length === 0) {
    const effective = effectiveSettings(process.env, settings);
    process.stdout.write(isJson ? `${JSON.stringify(effective)}\n` : renderSettings(effective));
  }
  const env = { ...process.env, ...settings };
  const config = parseConfig(env, [...problems, ...misspelledVariables(process.env)]);
  if (action === 'print-config') return EXIT.clean;
  if (!cluster.isWorker && config.ticketSecrets.length === 0 && !('snapshots' in config.from)) {
    const problem = 'FLAGFORGE_TICKET_SECRET is not set: other machines cannot open the stream tickets of this one';
    log({ level: 'warn', event: 'tickets_not_shared', problem });
  }
  const unknown = cluster.isWorker ? [] : unknownVariables(process.env);
  if (unknown.length > 0) {
    const problem = 'these variables are no settings: nothing is read from them; --help lists those that are';
    log({ level: 'warn', event: 'unknown_variables', names: unknown.join(', '), problem });
  }
  const signalled = untilSignalled();
  if (cluster.isWorker || config.workers === 1) return serve(config, log, signalled);
  const { drainMs } = config;
  const { ticketEntries } = config.limits;
  return runPrimary({
    ...{ workers: config.workers, env: workerEnvironment(settings, config), ticketEntries, drainMs, log, signalled },
  });
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
// The line to the primary would keep a worker alive, and to close it would end the worker with another code.
if (cluster.isWorker) process.exit();
