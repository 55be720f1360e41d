import { functionCode } from '@flagforge/edge/build';
import { type EdgeEvent, isResponse, loadFunction } from '@flagforge/edge/local';
import { packSnapshot, placeKeys, pointerValue } from '@flagforge/edge/pack';
import { usageError } from '../command-error.ts';
import type { Words } from '../command-line/command.ts';
import { loadContext } from '../contexts/context-input.ts';
import { openCloudFront } from '../edge/cloudfront.ts';
import { type FunctionOptions, functionConfig, functionName } from '../edge/function-options.ts';
import { runDeployed } from '../edge/run-deployed.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openProject, reportErrors, snapshotOf } from '../open-project.ts';
import { sha256 } from '../targets/held-document.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface EdgeTestOptions extends FunctionOptions {
  readonly context?: string;
  /** `development` or `live`: the function in CloudFront, not these files. */
  readonly stage?: string;
  readonly name?: string;
  readonly key?: string;
  readonly json?: true;
}

/** Any text: the function is given its hash. */
const KEY = 'ff_client_of_this_test';
const STAGES: Readonly<Record<string, 'DEVELOPMENT' | 'LIVE'>> = { development: 'DEVELOPMENT', live: 'LIVE' };
const MOST_FLAGS = 10;
const CONTEXT_HEADER = 'x-flagforge-context';

/**
 * `flagforge edge test`: what the function answers for the project's own files, run as CloudFront runs it, with the reads that it
 * took; with a stage, what the function in CloudFront answers. Exit 1 when it would pass the request to the origin.
 */
export async function edgeTest(terminal: Terminal, options: EdgeTestOptions, [given]: Words): Promise<ExitCode> {
  const project = await openProject(terminal, options.dir);
  if (await reportErrors(terminal, project, options.json === true ? {} : null)) return EXIT.findings;
  const config = functionConfig(project, options);
  const stage = Object.hasOwn(STAGES, options.stage ?? '') ? STAGES[options.stage ?? ''] : undefined;
  if (options.stage !== undefined && stage === undefined)
    throw usageError(
      `--stage ${options.stage} is no stage of a function`,
      'write  --stage development  or  --stage live',
    );
  if (stage === undefined && (options.name !== undefined || options.key !== undefined))
    throw usageError('--name and --key are about a function in CloudFront', 'say which of its stages: --stage live');
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
  if (stage !== undefined) {
    const event = eventOf(flags, value, options.key ?? KEY);
    return testDeployed(terminal, functionName(config, options.name), stage, event, options.json === true);
  }
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
  const result = await run(eventOf(flags, value, KEY));
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

async function testDeployed(
  terminal: Terminal,
  name: string,
  stage: 'DEVELOPMENT' | 'LIVE',
  event: EdgeEvent,
  isJson: boolean,
): Promise<ExitCode> {
  const cloudFront = await openCloudFront(terminal);
  try {
    const { body, utilization } = await runDeployed(cloudFront, name, stage, event);
    const answer: unknown = body === null ? null : JSON.parse(body);
    if (isJson) await terminal.out.write(`${JSON.stringify({ name, stage, answer, utilization })}\n`);
    else {
      const { style } = terminal.out;
      await terminal.out.write(
        answer === null ? `${style.yellow('passed to the origin')}\n` : `${JSON.stringify(answer, null, 2)}\n`,
      );
      await terminal.err.write(
        `${terminal.err.style.dim(`${utilization} % of the time that a function may take (${name}, ${stage})`)}\n`,
      );
    }
    return answer === null ? EXIT.findings : EXIT.clean;
  } finally {
    cloudFront.close();
  }
}

function eventOf(flags: readonly string[], context: unknown, key: string): EdgeEvent {
  return {
    viewer: { ip: '203.0.113.7' },
    request: {
      method: 'GET',
      uri: '/v1/evaluate',
      querystring: { flagKey: { value: flags.map(encodeURIComponent).join() } },
      headers: {
        'x-api-key': { value: key },
        [CONTEXT_HEADER]: { value: Buffer.from(JSON.stringify(context)).toString('base64url') },
      },
      cookies: {},
    },
  };
}
