/** A `flagforge dev --json` under way, and questions to its server; for tests only. */
import { createInterface } from 'node:readline';
import type { Workspace } from './run-flagforge.ts';

/** A line of its output. */
export type DevEvent = { readonly event: string; readonly [name: string]: unknown };

export interface DevSession {
  readonly pid: number;
  /** The next event of this name; events before it are passed over. */
  next(name: string): Promise<DevEvent>;
  /** Ends it, as Ctrl-C does unless another signal is named; the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  /** What it said on stderr so far. */
  said(): string;
}

/** Starts it in a workspace. */
export function runDev(
  workspace: Workspace,
  words: readonly string[],
  env?: Readonly<Record<string, string>>,
): DevSession {
  const child = workspace.start(['dev', '--json', ...words], env);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  return {
    pid: child.pid ?? 0,
    async next(name) {
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error(`dev ended before "${name}": ${said}`);
        const event = JSON.parse(value) as DevEvent;
        if (event.event === name) return event;
      }
    },
    end(signal = 'SIGINT') {
      child.kill(signal);
      return ended;
    },
    said: () => said,
  };
}

/** Asks the server of a session as an application does. */
export async function askDev(
  url: unknown,
  key: string,
  flagKey = 'dark-mode',
  context: Readonly<Record<string, unknown>> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${String(url)}/v1/evaluate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ flagKey, context }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** dev's own server key of an environment. */
export function keyOf(ready: DevEvent, environment: string): string {
  const keys = ready.keys as { readonly environment: string; readonly server: string }[];
  return keys.find((entry) => entry.environment === environment)?.server ?? '';
}
