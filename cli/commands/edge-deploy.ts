import { functionCode } from '@flagforge/edge/build';
import { codedError } from '../coded-error.ts';
import { usageError } from '../command-error.ts';
import { openCloudFront } from '../edge/cloudfront.ts';
import { type DeployStep, deployFunction } from '../edge/deploy-function.ts';
import { type FunctionOptions, functionConfig, functionName } from '../edge/function-options.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openProject, reportErrors } from '../open-project.ts';
import { renderColumns } from '../terminal/columns.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface EdgeDeployOptions extends FunctionOptions {
  readonly name?: string;
  readonly distribution?: string;
  readonly pathPattern?: string;
  readonly replace?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

/** `flagforge edge deploy`: the function to CloudFront. A second run finds nothing to do. */
export async function edgeDeploy(terminal: Terminal, options: EdgeDeployOptions): Promise<ExitCode> {
  const store = terminal.env.FLAGFORGE_KVS_ARN ?? '';
  if (store === '') throw codedError(EXIT.usage, 'FF3194', {});
  const { distribution, pathPattern } = options;
  if (distribution === undefined && (pathPattern !== undefined || options.replace === true))
    throw usageError('--path-pattern and --replace are about a distribution', 'name it with --distribution');
  const project = await openProject(terminal, options.dir);
  if (await reportErrors(terminal, project, options.json === true ? {} : null)) return EXIT.findings;
  const config = functionConfig(project, options);
  const { organization, project: projectName, environment } = config.place;
  const name = functionName(config, options.name);
  const cloudFront = await openCloudFront(terminal);
  try {
    const steps = await deployFunction(
      cloudFront,
      {
        ...{ name, store, code: functionCode(config) },
        comment: `FlagForge: ${organization}/${projectName}, ${environment}`,
        behavior:
          distribution === undefined
            ? null
            : { distribution, pattern: pathPattern ?? null, isReplacing: options.replace === true },
      },
      options.dryRun === true,
    );
    await terminal.out.write(
      options.json === true
        ? `${JSON.stringify({ name, isDryRun: options.dryRun === true, steps })}\n`
        : render(terminal, name, steps, options.dryRun === true),
    );
    return EXIT.clean;
  } finally {
    cloudFront.close();
  }
}

function render(terminal: Terminal, name: string, steps: readonly DeployStep[], isDryRun: boolean): string {
  const { style } = terminal.out;
  const needed = steps.filter(({ isNeeded }) => isNeeded);
  if (needed.length === 0) return `${style.bold(name)} is live as it should be: nothing to do\n`;
  const rows = steps.map(({ step, isNeeded, detail }) => {
    const state = isNeeded ? (isDryRun ? style.yellow('would') : style.green('done')) : style.dim('is so');
    return [state, step, style.dim(detail)];
  });
  const end = isDryRun
    ? 'Nothing was changed: this was a dry run.'
    : 'CloudFront carries it to its locations, which takes some minutes.';
  return `${style.bold(name)}\n${renderColumns(rows)
    .map((line) => `  ${line}`)
    .join('\n')}\n${end}\n`;
}
