/** A real evaluator in a process of its own; for tests only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { PublishPlace } from './publish-place.ts';

/** As `npm test` builds it. */
const EVALUATOR = fileURLToPath(new URL('../../evaluator-server/dist/main.js', import.meta.url));

export interface RunningEvaluator {
  readonly process: ChildProcess;
  /** Asks for a flag without any context. */
  ask(flagKey: string, key: string): Promise<{ readonly value: unknown; readonly version: unknown }>;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/** Starts one with the rights of an evaluator on the project of a place; resolves when it listens. */
export async function startEvaluator(
  place: PublishPlace,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningEvaluator> {
  const child = spawn(process.execPath, [EVALUATOR], {
    env: {
      PATH: process.env.PATH ?? '',
      ...{
        FLAGFORGE_HOST: '127.0.0.1',
        FLAGFORGE_PORT: '0',
        FLAGFORGE_WORKERS: '1',
        FLAGFORGE_PROJECT: `${place.organization}/shop`,
      },
      DATABASE_URL: place.database.urlOf(place.evaluator),
      ...(place.env.REDIS_URL !== undefined && { REDIS_URL: place.env.REDIS_URL }),
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    const lines: string[] = [];
    child.once('exit', () => reject(new Error(`the evaluator ended: ${lines.join('\n')}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line);
      const { event, port: listening } = JSON.parse(line) as { event?: string; port?: number };
      if (event === 'listening' && listening !== undefined) resolve(listening);
    });
  });
  return {
    process: child,
    async ask(flagKey, key) {
      const response = await fetch(`http://127.0.0.1:${port}/v1/evaluate`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ flagKey, context: {} }),
      });
      return (await response.json()) as { value: unknown; version: unknown };
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
