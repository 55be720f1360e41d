import { parseLoopback, parsePort } from '../dev/address.ts';
import { createDevScreen } from '../dev/dev-screen.ts';
import { runDev } from '../dev/run-dev.ts';
import type { EvaluationParts } from '../dev/serving.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadProjectFolder } from '../open-project.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface DevOptions {
  readonly dir: string;
  readonly port: string;
  readonly host: string;
  readonly json?: true;
}

/** `flagforge dev`: publishes and serves a project on this machine and follows its files until it is interrupted. */
export async function dev(terminal: Terminal, options: DevOptions): Promise<ExitCode> {
  const port = parsePort(options.port);
  const host = parseLoopback(options.host);
  const { directory } = await loadProjectFolder(terminal, options.dir);
  const screen = createDevScreen(terminal, options.dir, options.json === true);
  const run = { directory, label: options.dir, host, port };
  await runDev(terminal, run, await loadEvaluation(terminal, host), screen);
  await screen.ended();
  return EXIT.clean;
}

/** The evaluation server. Only here, and only now: other commands do without it. */
async function loadEvaluation(terminal: Terminal, host: string): Promise<EvaluationParts> {
  const evaluation = await import('@flagforge/evaluator-server');
  return {
    generateKey: evaluation.generateKey,
    keyRecord: (secret, environment) => evaluation.keyRecord(secret, { environment }),
    async start(port) {
      const source = evaluation.createMemorySource();
      const keys = evaluation.createMemoryKeys();
      const server = evaluation.createEvaluationServer({
        ...{ source, keys, host, port },
        log: ({ level, event, ...details }) => {
          if (level === 'error') void terminal.err.write(`${event} ${JSON.stringify(details)}\n`);
        },
      });
      const bound = await server.listen();
      return {
        port: bound.port,
        publish: (snapshot) => void source.publish(snapshot),
        replaceKeys: keys.replace,
        close: () => server.close(),
      };
    },
  };
}
