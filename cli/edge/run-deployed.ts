import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { type CloudFront, withCloudFront } from './cloudfront.ts';
import { loadStage } from './deployed-function.ts';

/** What CloudFront says of one run. */
export interface DeployedRun {
  /** The text of the response's body; null: the function passed the request on. */
  readonly body: string | null;
  /** Percent of the time that a function may take. */
  readonly utilization: string;
}

interface Output {
  readonly response?: { readonly body?: string | { readonly data?: string } };
}

/**
 * Has CloudFront run one stage of a function on an event; no viewer sees it.
 * @throws CommandError: (1) FF3191 the function failed, FF3195 there is no such function; (3, FF3190).
 */
export async function runDeployed(
  cloudFront: CloudFront,
  Name: string,
  Stage: 'DEVELOPMENT' | 'LIVE',
  event: object,
): Promise<DeployedRun> {
  const { sdk, client } = cloudFront;
  const { TestResult } = await withCloudFront(`test ${Name}`, async () => {
    const found = await loadStage(cloudFront, Name, Stage);
    if (found === null) throw codedError(EXIT.findings, 'FF3195', { name: Name, stage: Stage });
    const EventObject = Buffer.from(
      JSON.stringify({ version: '1.0', context: { eventType: 'viewer-request' }, ...event }),
      'utf8',
    );
    return client.send(new sdk.TestFunctionCommand({ Name, Stage, IfMatch: found.etag, EventObject }));
  });
  const reason = TestResult?.FunctionErrorMessage ?? '';
  if (reason !== '') throw codedError(EXIT.findings, 'FF3191', { reason });
  const { response }: Output = JSON.parse(TestResult?.FunctionOutput ?? '{}');
  const body = typeof response?.body === 'object' ? response.body.data : response?.body;
  return {
    body: response === undefined ? null : (body ?? ''),
    utilization: TestResult?.ComputeUtilization ?? '?',
  };
}
