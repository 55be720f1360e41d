import type { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';

export type CloudFrontSdk = typeof import('@aws-sdk/client-cloudfront');

/** CloudFront, as far as functions and distributions go. */
export interface CloudFront {
  readonly sdk: CloudFrontSdk;
  readonly client: CloudFrontClient;
  close(): void;
}

/** CloudFront is global; its API is in this region. */
const REGION = 'us-east-1';

/** Region, credentials and the like come from where the AWS SDK finds them; FLAGFORGE_CLOUDFRONT_ENDPOINT names a stand-in. */
export async function openCloudFront({ env }: Pick<Terminal, 'env'>): Promise<CloudFront> {
  // It tells everybody's users on which Node it will run next year; that is for whoever maintains this to read.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const sdk = await import('@aws-sdk/client-cloudfront');
  const endpoint = env.FLAGFORGE_CLOUDFRONT_ENDPOINT ?? '';
  const client = new sdk.CloudFrontClient({ region: REGION, ...(endpoint === '' ? {} : { endpoint }) });
  return { sdk, client, close: () => client.destroy() };
}

/** What failed because a function or distribution changed since it was looked at. */
export class Overtaken extends CommandError {}

const OVERTAKEN = ['PreconditionFailed', 'InvalidIfMatchVersion', 'FunctionAlreadyExists'];

/**
 * Does one thing with CloudFront.
 * @throws CommandError (3, FF3190) with what it was, when that fails; an Overtaken where looking again may help.
 */
export async function withCloudFront<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CommandError || !(error instanceof Error)) throw error;
    const failure = codedError(EXIT.outside, 'FF3190', { what, reason: reasonOf(error) });
    if (!OVERTAKEN.includes(error.name)) throw failure;
    throw new Overtaken(failure.exitCode, failure.message, failure.hints, failure.code);
  }
}

function reasonOf({ name, message }: Error): string {
  const text = message.split('\n')[0] ?? '';
  return name === 'Error' || name === 'TypeError' || text.includes(name) ? text : `${name}: ${text}`;
}
