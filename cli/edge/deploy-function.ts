import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { associate } from './associate.ts';
import { type CloudFront, Overtaken, withCloudFront } from './cloudfront.ts';
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

/** How often a function or a distribution may change between a look and an update. */
const ATTEMPTS = 3;
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
  const done: DeployStep[] = [];
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deployOnce(cloudFront, wanted, isDryRun, done);
    } catch (error) {
      if (!(error instanceof Overtaken) || attempt === ATTEMPTS) throw error;
    }
  }
}

/** @param done what earlier attempts did, which this one finds to be so; it adds what it does */
async function deployOnce(
  cloudFront: CloudFront,
  wanted: Deployment,
  isDryRun: boolean,
  done: DeployStep[],
): Promise<readonly DeployStep[]> {
  const { name: Name, behavior } = wanted;
  const look = (stage: 'DEVELOPMENT' | 'LIVE') =>
    withCloudFront(`tell what ${Name} is`, () => loadStage(cloudFront, Name, stage));
  let draft = await look('DEVELOPMENT');
  const live = await look('LIVE');
  const place = (isLooking: boolean) =>
    behavior === null ? null : associate(cloudFront, { ...behavior, arn: draft?.arn ?? null }, isLooking);
  // First of all: a place that cannot be had is found out before anything is changed.
  const planned = await place(true);

  const [isSaved, isLive] = [isSame(draft, wanted), isSame(live, wanted)];
  const steps: DeployStep[] = [
    {
      step: draft === null ? 'create' : 'update',
      isNeeded: !isSaved,
      detail: `${Name}, ${Buffer.byteLength(wanted.code)} bytes`,
    },
    { step: 'test', isNeeded: !isLive, detail: 'run once by CloudFront' },
    { step: 'publish', isNeeded: !isLive, detail: 'to LIVE' },
    ...(planned === null ? [] : [planned]),
  ];
  if (isDryRun) return steps;

  const [save, test, publish] = steps;
  if (!isSaved && save !== undefined) {
    draft = await write(cloudFront, wanted, draft);
    done.push(save);
  }
  if (!isLive && draft !== null && test !== undefined && publish !== undefined) {
    const { etag } = draft;
    const percent = await runOnce(cloudFront, Name, etag);
    done.push({ ...test, detail: `${test.detail}: ${percent} % of the time that it may take` });
    await withCloudFront(`publish ${Name}`, () =>
      cloudFront.client.send(new cloudFront.sdk.PublishFunctionCommand({ Name, IfMatch: etag })),
    );
    done.push(publish);
  }
  if (planned?.isNeeded === true) {
    await place(false);
    done.push(planned);
  }
  const isDone =
    ({ step }: DeployStep) =>
    (each: DeployStep) =>
      each.step === step;
  const doneFirst = done.filter(({ step }) => step === 'create' || step === 'update').slice(0, 1);
  return steps.map(
    (step, i) => (i === 0 ? doneFirst[0] : done.filter(isDone(step)).at(-1)) ?? { ...step, isNeeded: false },
  );
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

/** The percent of the time allowed that it took. @throws CommandError (1, FF3191) when the function fails. */
async function runOnce({ sdk, client }: CloudFront, Name: string, IfMatch: string): Promise<string> {
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
  return TestResult?.ComputeUtilization ?? '?';
}
