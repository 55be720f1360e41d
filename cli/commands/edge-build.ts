import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { functionCode, stackTemplate } from '@flagforge/edge/build';
import { CommandError, outsideError, usageError } from '../command-error.ts';
import { type FunctionOptions, functionConfig } from '../edge/function-options.ts';
import { functionSize, MOST_FUNCTION_BYTES } from '../edge/function-size.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openProject, reportErrors } from '../open-project.ts';
import { systemReason } from '../system-reason.ts';
import { formatCount } from '../terminal/count.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface EdgeBuildOptions extends FunctionOptions {
  readonly out?: string;
  /** A CloudFormation template with the function in it, instead of the function alone. */
  readonly template?: true;
  readonly json?: true;
}

/** `flagforge edge build`: the text of the function, or a stack with it, to a file or to stdout. Exit 1 when it is too long for CloudFront. */
export async function edgeBuild(terminal: Terminal, options: EdgeBuildOptions): Promise<ExitCode> {
  const project = await openProject(terminal, options.dir);
  if (await reportErrors(terminal, project, options.json === true ? {} : null)) return EXIT.findings;
  const config = functionConfig(project, options);
  if (options.template === true && config.vary !== undefined)
    throw usageError(
      '--template with --header or --cookie: its distribution serves flags only, no site that could be told of them',
      'add the function to the distribution of the site: flagforge edge deploy --distribution <id> --header <flags>',
    );
  const code = functionCode(config);
  const { bytes, left } = functionSize(code);
  if (left < 0)
    throw new CommandError(
      EXIT.findings,
      `the function has ${formatCount(bytes)} bytes, and CloudFront takes ${formatCount(MOST_FUNCTION_BYTES)}`,
      ['name fewer flags or attributes'],
    );
  const text = options.template === true ? stackTemplate(code) : code;
  if (options.out !== undefined) {
    try {
      await writeFile(resolve(terminal.cwd, options.out), text);
    } catch (error) {
      throw outsideError(`${options.out} cannot be written: ${systemReason(error)}`, 'name another file with --out');
    }
  }
  if (options.json === true) {
    await terminal.out.write(
      `${JSON.stringify({ environment: options.environment, file: options.out ?? null, bytes, left, ...(options.out === undefined ? { [options.template === true ? 'template' : 'code']: text } : {}) })}\n`,
    );
    return EXIT.clean;
  }
  if (options.out === undefined) await terminal.out.write(`${text}\n`);
  const what = options.out === undefined ? 'the function' : options.out;
  const { style } = terminal.err;
  await terminal.err.write(
    `${style.green(what)}  ${formatCount(bytes)} bytes, ${formatCount(left)} left of ${formatCount(MOST_FUNCTION_BYTES)}  ${style.dim(`(${options.environment}, runtime cloudfront-js-2.0)`)}\n`,
  );
  return EXIT.clean;
}
