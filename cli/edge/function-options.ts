import type { AttributeSource, EdgeFunctionConfig, VarySettings } from '@flagforge/edge/build';
import { usageError } from '../command-error.ts';
import { type OpenProject, snapshotOf } from '../open-project.ts';

/** Options of `edge build`, `edge deploy` and `edge test` that say how a function behaves. */
export interface FunctionOptions {
  readonly dir: string;
  readonly environment: string;
  readonly contextInQuery?: true;
  readonly header?: readonly string[];
  readonly cookie?: readonly string[];
  readonly attribute?: readonly string[];
}

/** `userId=cookie:uid`, `country=header:CloudFront-Viewer-Country` */
const ATTRIBUTE = /^([^=]+)=(header|cookie):([!#$%&'*+.^_`|~\w-]+)$/;

function parseAttribute(given: string): AttributeSource {
  const [, attribute, from, name] = ATTRIBUTE.exec(given) ?? [];
  if (attribute !== undefined && (from === 'header' || from === 'cookie') && name !== undefined)
    return { attribute, from, name };
  throw usageError(
    `--attribute ${given} names no source`,
    'write  attribute=cookie:name  or  attribute=header:name, such as targetingKey=cookie:uid',
  );
}

/** The flags of `--header` and `--cookie`; each may hold several, with commas. */
function listed(given: readonly string[] = []): string[] {
  return [...new Set(given.flatMap((list) => list.split(',').map((key) => key.trim())).filter((key) => key !== ''))];
}

function parseVary({ header, cookie, attribute = [] }: FunctionOptions): VarySettings | null {
  const [headers, cookies] = [listed(header), listed(cookie)];
  if (headers.length > 0 && cookies.length > 0)
    throw usageError('--header and --cookie together', 'a function tells flags as headers or as cookies, not as both');
  const flags = headers.length > 0 ? headers : cookies;
  const attributes = attribute.map(parseAttribute);
  if (flags.length > 0) return { flags, as: headers.length > 0 ? 'header' : 'cookie', attributes };
  if (attributes.length > 0)
    throw usageError('--attribute without --header or --cookie', 'name the flags to tell: --header new-checkout');
  return null;
}

/**
 * What a function is to be, for a project that was read.
 * @throws CommandError (2) for options that cannot be read, flags that the project does not have, or that clients may not see.
 */
export function functionConfig(project: OpenProject, options: FunctionOptions): EdgeFunctionConfig {
  const { organization, project: name, environment, flags } = snapshotOf(project, options.environment);
  const vary = parseVary(options);
  for (const key of vary?.flags ?? []) {
    const flag = flags.find((each) => each.key === key);
    if (flag === undefined) throw usageError(`there is no flag ${key}`, 'see: flagforge evaluate');
    if (flag.client !== true)
      throw usageError(
        `${key} is not for clients, so the edge does not have it`,
        `give it client: true in ${key}.yaml`,
      );
    if (key === 'context')
      throw usageError(
        'the flag context cannot be told: x-flagforge-context carries the context',
        'give it another key',
      );
  }
  return {
    place: { organization, project: name, environment },
    ...(options.contextInQuery === true ? { contextInQuery: true } : {}),
    ...(vary === null ? {} : { vary }),
  };
}

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** The name of a place's function in CloudFront. @throws CommandError (2) for one that CloudFront would not take. */
export function functionName({ place }: EdgeFunctionConfig, given?: string): string {
  const { organization, project, environment } = place;
  // Whole, since two that are cut short could be the same: each would take the place of the other.
  const name = given ?? `flagforge-${organization}-${project}-${environment}`.replace(/[^A-Za-z0-9_-]/g, '-');
  if (NAME.test(name)) return name;
  if (given === undefined)
    throw usageError(`${name} is too long for a function`, 'choose one of at most 64 characters: --name');
  throw usageError(`--name ${name} is no name of a function`, 'letters, digits, - and _; at most 64');
}
