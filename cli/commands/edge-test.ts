import { functionCode } from '@flagforge/edge/build';
import { type EdgeEvent, isResponse, loadFunction } from '@flagforge/edge/local';
import { packSnapshot, placeKeys, pointerValue } from '@flagforge/edge/pack';
import { usageError } from '../command-error.ts';
import type { Words } from '../command-line/command.ts';
import { loadContext } from '../contexts/context-input.ts';
import { type FunctionOptions, functionConfig } from '../edge/function-options.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openProject, reportErrors, snapshotOf } from '../open-project.ts';
import { sha256 } from '../targets/held-document.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface EdgeTestOptions extends FunctionOptions {
  readonly context?: string;
  readonly json?: true;
}

/** Any text: the function is given its hash. */
const KEY = 'ff_client_of_this_test';
const MOST_FLAGS = 10;
const CONTEXT_HEADER = 'x-flagforge-context';

/**
 * `flagforge edge test`: what the function answers for the project's own files, run as CloudFront runs it, with the reads that it
 * took. Exit 1 when it would pass the request to the origin.
 */
export async function edgeTest(terminal: Terminal, options: EdgeTestOptions, [given]: Words): Promise<ExitCode> {
  const project = await openProject(terminal, options.dir);
  if (await reportErrors(terminal, project, options.json === true ? {} : null)) return EXIT.findings;
  const config = functionConfig(project, options);
  const snapshot = snapshotOf(project, options.environment);
  const named = typeof given === 'string' ? [given] : (given ?? []);
  const flags =
    named.length > 0
      ? named
      : snapshot.flags
          .filter(({ client }) => client === true)
          .slice(0, MOST_FLAGS)
          .map(({ key }) => key);
  if (flags.length === 0)
    throw usageError('no flag of this project is for clients', 'give one client: true, and try again');
  const { value } = await loadContext(terminal, options.context ?? '{}');
  const packed = packSnapshot(snapshot, { sha256 });
  const { value: pointer } = pointerValue(packed, [{ hash: sha256(KEY) }]);
  const entries = new Map([...packed.pages, [placeKeys(packed.place).pointer, pointer]]);
  let reads = 0;
  const run = loadFunction(
    functionCode(config),
    async (key) => {
      reads += 1;
      return entries.get(key) ?? null;
    },
    terminal.now,
  );
  const result = await run(eventOf(flags, value));
  const passed = packed.passed.filter(({ flag }) => flags.includes(flag));
  const answer: unknown = isResponse(result) ? JSON.parse(result.body ?? '{}') : null;
  if (options.json === true) await terminal.out.write(`${JSON.stringify({ answer, reads, passed })}\n`);
  else {
    const { style } = terminal.out;
    await terminal.out.write(
      answer === null ? `${style.yellow('passed to the origin')}\n` : `${JSON.stringify(answer, null, 2)}\n`,
    );
    await terminal.err.write(`${terminal.err.style.dim(`${reads} reads of the store`)}\n`);
    for (const { flag, reason } of passed) await terminal.err.write(`${flag}: ${reason.replaceAll('_', ' ')}\n`);
  }
  return answer === null ? EXIT.findings : EXIT.clean;
}

function eventOf(flags: readonly string[], context: unknown): EdgeEvent {
  return {
    viewer: { ip: '203.0.113.7' },
    request: {
      method: 'GET',
      uri: '/v1/evaluate',
      querystring: { flagKey: { value: flags.map(encodeURIComponent).join() } },
      headers: {
        'x-api-key': { value: KEY },
        [CONTEXT_HEADER]: { value: Buffer.from(JSON.stringify(context)).toString('base64url') },
      },
      cookies: {},
    },
  };
}
