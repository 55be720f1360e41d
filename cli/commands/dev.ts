import { listenProblem, parseLoopback, parsePort, urlOf } from '../dev/address.ts';
import { createVersionCounter } from '../dev/count-versions.ts';
import { type EnvironmentKeys, loadDevKeys } from '../dev/dev-keys.ts';
import { createDevScreen } from '../dev/dev-screen.ts';
import { createFollower } from '../dev/follow-project.ts';
import { interrupted } from '../dev/interrupted.ts';
import { createProjectReader } from '../dev/live-project.ts';
import { watchFolder } from '../dev/watch-folder.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadProjectFolder } from '../open-project.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface DevOptions {
  readonly dir: string;
  readonly port: string;
  readonly host: string;
  readonly json?: true;
}

/** `flagforge dev`: serves a project on this machine and follows its files until it is interrupted. */
export async function dev(terminal: Terminal, options: DevOptions): Promise<ExitCode> {
  const port = parsePort(options.port);
  const host = parseLoopback(options.host);
  const { directory } = await loadProjectFolder(terminal, options.dir);
  const evaluation = await import('@flagforge/evaluator-server');
  const source = evaluation.createMemorySource();
  const numbered = createVersionCounter();
  const records = evaluation.createMemoryKeys();
  const screen = createDevScreen(terminal, options.dir, options.json === true);
  const server = evaluation.createEvaluationServer({
    source,
    keys: records,
    host,
    port,
    log: ({ level, event, ...details }) => {
      if (level === 'error') void terminal.err.write(`${event} ${JSON.stringify(details)}\n`);
    },
  });
  const end = interrupted();
  const bound = await server.listen().catch((error: unknown) => {
    throw listenProblem(error, host, port);
  });
  const url = urlOf(host, bound.port);
  await screen.listening(url);

  let keys: readonly EnvironmentKeys[] = [];
  const follower = createFollower(
    createProjectReader(directory, options.dir, terminal.now),
    {
      async serve({ result }) {
        keys = loadDevKeys(directory, [...result.snapshots.keys()], evaluation.generateKey, keys);
        for (const compiled of result.snapshots.values()) {
          const snapshot = numbered(compiled);
          if (snapshot !== null) source.publish(snapshot);
        }
        records.replace(
          keys.flatMap(({ environment, server, client }) =>
            [server, client].map((key) => evaluation.keyRecord(key, { environment })),
          ),
        );
      },
    },
    screen,
    (reading) => screen.ready(url, reading, reading.result.snapshots, keys),
    terminal.now,
  );
  const watch = await watchFolder(directory, () => void follower.look());
  await follower.look();
  await end;
  watch.close();
  await server.close();
  await screen.ended();
  return EXIT.clean;
}
