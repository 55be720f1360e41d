import { abandonWork } from '../abandoned-work.ts';
import { errorCodeOf } from '../command-error.ts';
import { parseLoopback, parsePort } from '../dev/address.ts';
import type { StartConsole } from '../dev/console-parts.ts';
import { createDevScreen, type DevScreen } from '../dev/dev-screen.ts';
import { runDev } from '../dev/run-dev.ts';
import type { EvaluationParts } from '../dev/serving.ts';
import { withEdge } from '../dev/with-edge.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadProjectFolder } from '../open-project.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface DevOptions {
  readonly dir: string;
  readonly port: string;
  readonly host: string;
  readonly consolePort: string;
  readonly edgePort?: string;
  readonly json?: true;
}

/** `flagforge dev`: publishes and serves a project on this machine and follows its files until it is interrupted. */
export async function dev(terminal: Terminal, options: DevOptions): Promise<ExitCode> {
  const port = parsePort(options.port);
  const consolePort = parsePort(options.consolePort, '--console-port');
  const edgePort = options.edgePort === undefined ? null : parsePort(options.edgePort, '--edge-port');
  const host = parseLoopback(options.host);
  const { directory } = await loadProjectFolder(terminal, options.dir);
  const screen = createDevScreen(terminal, options.dir, options.json === true);
  const run = { directory, label: options.dir, host, port };
  const [evaluation, startConsole] = await Promise.all([
    loadEvaluation(terminal, host),
    loadConsole(screen, consolePort),
  ]);
  const edge = withEdge(evaluation, { host, port: edgePort, onProblem: (text) => void screen.note(text) });
  await runDev(terminal, { ...run, edge: edge.url }, edge.parts, screen, startConsole);
  await screen.ended();
  // All is closed. What somebody who left had still asked for, or an anchor on its way, is made good by the next run.
  abandonWork();
  return EXIT.clean;
}

const HOUR_MS = 3_600_000;

/** By its name alone: it is built on the CLI, which can do without it, and is not in every installation. */
const CONSOLE: string = '@flagforge/console';

async function loadConsole(screen: DevScreen, port: number): Promise<StartConsole | null> {
  try {
    const { startConsole } = (await import(CONSOLE)) as { readonly startConsole: StartsOn };
    return async (parts) => {
      const running = await startConsole(parts, { port });
      if (port !== 0 && new URL(running.url).port !== String(port))
        await screen.note(`port ${port} is in use, so the console is on ${running.url}`);
      return running;
    };
  } catch (error) {
    if (errorCodeOf(error) === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}

type StartsOn = (parts: Parameters<StartConsole>[0], options: { readonly port: number }) => ReturnType<StartConsole>;

/** The evaluation server. Only here, and only now: other commands do without it. */
async function loadEvaluation(terminal: Terminal, host: string): Promise<EvaluationParts> {
  const evaluation = await import('@flagforge/evaluator-server');
  return {
    generateKey: evaluation.generateKey,
    keyRecord: (secret, environment) => evaluation.keyRecord(secret, { environment }),
    async start(port) {
      const source = evaluation.createMemorySource();
      const keys = evaluation.createMemoryKeys();
      const usage = evaluation.createMemoryUsage({ cells: evaluation.DEFAULT_LIMITS.usageCells, clock: terminal.now });
      const server = evaluation.createEvaluationServer({
        ...{ source, keys, host, port, usage },
        log: ({ level, event, ...details }) => {
          if (level === 'error') void terminal.err.write(`${event} ${JSON.stringify(details)}\n`);
        },
      });
      const bound = await server.listen();
      return {
        port: bound.port,
        publish: (snapshot) => void source.publish(snapshot),
        replaceKeys: keys.replace,
        async usage(environment, flagKeys, { from, hours }) {
          // The window ends with the hour that is now, as theirs does.
          const window = evaluation.parseWindow(`${hours}h`, from + (hours - 1) * HOUR_MS);
          return window === null ? new Map() : usage.read(environment, flagKeys, window);
        },
        close: () => server.close(),
      };
    },
  };
}
