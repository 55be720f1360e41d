import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { associate } from './associate.ts';
import { type CloudFront, withCloudFront } from './cloudfront.ts';
import { type FunctionStage, loadStage } from './deployed-function.ts';

/** What is to be live. */
export interface Deployment {
  readonly name: string;
  readonly code: string;
  /** The ARN of the KeyValueStore that it reads. */
  readonly store: string;
  readonly comment: string;
  /** Where it answers viewers; null: only the function itself. */
  readonly behavior: {
    readonly distribution: string;
    readonly pattern: string | null;
    readonly isReplacing: boolean;
  } | null;
}

/** One thing that was done, is to be done, or needed none. */
export interface DeployStep {
  readonly step: 'create' | 'update' | 'test' | 'publish' | 'associate';
  /** False: it was so already. */
  readonly isNeeded: boolean;
  readonly detail: string;
}

const RUNTIME = 'cloudfront-js-2.0';
/** What any viewer may send: a function that cannot take it must not go live. */
const TEST_EVENT = {
  version: '1.0',
  context: { eventType: 'viewer-request' },
  viewer: { ip: '203.0.113.7' },
  request: { method: 'GET', uri: '/', querystring: {}, headers: { host: { value: 'example.com' } }, cookies: {} },
};

const isSame = (stage: FunctionStage | null, { code, store }: Deployment): boolean =>
  stage !== null && stage.code === code && stage.runtime === RUNTIME && stage.stores.join() === store;

/**
 * Brings a function to what it should be: made or updated, run once by CloudFront, published, and put where viewers meet it.
 * Whatever is so already is left alone, so that a second run does nothing.
 * @param isDryRun true: looks, and tells what it would do.
 * @throws CommandError: FF3190 to FF3193.
 */
export async function deployFunction(
  cloudFront: CloudFront,
  wanted: Deployment,
  isDryRun: boolean,
): Promise<readonly DeployStep[]> {
  const { sdk, client } = cloudFront;
  const { name: Name, behavior } = wanted;
  const look = (stage: 'DEVELOPMENT' | 'LIVE') =>
    withCloudFront(`tell what ${Name} is`, () => loadStage(cloudFront, Name, stage));
  const steps: DeployStep[] = [];
  let draft = await look('DEVELOPMENT');
  const live = await look('LIVE');

  const isDraftSame = isSame(draft, wanted);
  steps.push({
    step: draft === null ? 'create' : 'update',
    isNeeded: !isDraftSame,
    detail: `${Name}, ${Buffer.byteLength(wanted.code)} bytes`,
  });
  if (!isDraftSame && !isDryRun) draft = await write(cloudFront, wanted, draft);

  const isLive = isSame(live, wanted);
  steps.push({ step: 'test', isNeeded: !isLive, detail: 'run once by CloudFront' });
  steps.push({ step: 'publish', isNeeded: !isLive, detail: 'to LIVE' });
  if (!isLive && !isDryRun && draft !== null) {
    const { etag } = draft;
    await test(cloudFront, Name, etag);
    await withCloudFront(`publish ${Name}`, () => client.send(new sdk.PublishFunctionCommand({ Name, IfMatch: etag })));
  }
  if (behavior !== null) steps.push(await associate(cloudFront, { ...behavior, arn: draft?.arn ?? null }, isDryRun));
  return steps;
}

async function write(
  cloudFront: CloudFront,
  wanted: Deployment,
  draft: FunctionStage | null,
): Promise<FunctionStage | null> {
  const { sdk, client } = cloudFront;
  const { name: Name, code, store, comment: Comment } = wanted;
  const given = {
    Name,
    FunctionConfig: {
      ...({ Comment, Runtime: RUNTIME } as const),
      KeyValueStoreAssociations: { Quantity: 1, Items: [{ KeyValueStoreARN: store }] },
    },
    FunctionCode: Buffer.from(code, 'utf8'),
  };
  if (draft === null) await withCloudFront(`create ${Name}`, () => client.send(new sdk.CreateFunctionCommand(given)));
  else
    await withCloudFront(`update ${Name}`, () =>
      client.send(new sdk.UpdateFunctionCommand({ ...given, IfMatch: draft.etag })),
    );
  return withCloudFront(`tell what ${Name} is`, () => loadStage(cloudFront, Name, 'DEVELOPMENT'));
}

/** @throws CommandError (1, FF3191) when the function fails. */
async function test({ sdk, client }: CloudFront, Name: string, IfMatch: string): Promise<void> {
  const { TestResult } = await withCloudFront(`test ${Name}`, () =>
    client.send(
      new sdk.TestFunctionCommand({
        ...({ Name, IfMatch, Stage: 'DEVELOPMENT' } as const),
        EventObject: Buffer.from(JSON.stringify(TEST_EVENT), 'utf8'),
      }),
    ),
  );
  const reason = TestResult?.FunctionErrorMessage ?? '';
  if (reason !== '') throw codedError(EXIT.findings, 'FF3191', { reason });
}
