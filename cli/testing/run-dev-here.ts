/** `dev` in this process, with a console that only lends its parts; for tests only. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Snapshot } from '@flagforge/sdk/engine';
import type { ConsoleParts, ConsoleProject } from '../dev/console-parts.ts';
import { createDevScreen } from '../dev/dev-screen.ts';
import { runDev } from '../dev/run-dev.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { createFakeTerminal } from './fake-terminal.ts';
import type { DevEvent } from './run-dev.ts';

export interface DevHere {
  readonly directory: string;
  readonly terminal: Terminal;
  readonly parts: ConsoleParts;
  /** The project; there is one once `ready` was said. */
  project(): ConsoleProject;
  /** What is served of an environment. */
  snapshot(environment: string): Snapshot | undefined;
  /** The next event of this name, and that it holds this text; events before it are passed over. */
  next(name: string, text?: string): Promise<DevEvent>;
  /** Everything that it said so far. */
  readonly said: readonly DevEvent[];
  write(files: Readonly<Record<string, string>>): void;
  text(path: string): string;
  /** Ends it; the folder stays. */
  end(): Promise<void>;
}

/** A folder for a project, to be removed by `rmSync`. */
export function createProjectFolder(files: Readonly<Record<string, string>>): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'flagforge-dev-')));
  writeIn(directory, files);
  return directory;
}

function writeIn(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

/** Starts it on a folder and waits until it serves. */
export async function runDevHere(directory: string, env: Readonly<Record<string, string>> = {}): Promise<DevHere> {
  const events: DevEvent[] = [];
  const said: DevEvent[] = [];
  let wake = (): void => {};
  const fake = createFakeTerminal(directory, { env: { PATH: process.env['PATH'] ?? '', HOME: directory, ...env } });
  const terminal: Terminal = {
    ...fake,
    now: () => Date.now(),
    out: {
      ...fake.out,
      write: async (line) => {
        const event = JSON.parse(line) as DevEvent;
        events.push(event);
        said.push(event);
        wake();
      },
    },
  };
  const snapshots = new Map<string, Snapshot>();
  let parts: ConsoleParts | null = null;
  const ended = runDev(
    terminal,
    { directory, label: 'flags', host: '127.0.0.1', port: 0 },
    {
      generateKey: (kind) => `ff_${kind}_test`,
      keyRecord: (secret, environment) => ({ hash: secret, kind: 'server', environment }),
      start: async () => ({
        port: 1,
        publish: (snapshot) => void snapshots.set(snapshot.environment, snapshot),
        replaceKeys: () => {},
        usage: async () => new Map(),
        close: async () => {},
      }),
    },
    createDevScreen(terminal, 'flags', true),
    async (given) => {
      parts = given;
      return { url: 'http://127.0.0.1:3000', close: async () => {} };
    },
  );
  const failure = ended.then(() => new Error('dev ended'));
  const next: DevHere['next'] = async (name, text = '') => {
    for (;;) {
      const event = events.shift();
      if (event === undefined) {
        const woken = new Promise<null>((resolve) => {
          wake = () => resolve(null);
        });
        const ending = await Promise.race([woken, failure]);
        if (ending !== null) throw ending;
      } else if (event.event === name && JSON.stringify(event).includes(text)) return event;
    }
  };
  await next('ready');
  const lent = parts as ConsoleParts | null;
  if (lent === null) throw new Error('the console was not started');
  return {
    ...{ directory, terminal, parts: lent, next, said },
    project() {
      const project = lent.project();
      if (project === null) throw new Error('there is no project yet');
      return project;
    },
    snapshot: (environment) => snapshots.get(environment),
    write: (files) => writeIn(directory, files),
    text: (path) => readFileSync(join(directory, path), 'utf8'),
    async end() {
      process.emit('SIGTERM');
      await ended;
    },
  };
}

export const removeFolder = (directory: string): void => rmSync(directory, { recursive: true, force: true });
