/**
 * A stand-in for the part of CloudFront's API that deploying a function needs. Requests and answers are read and written by the
 * model that the AWS SDK ships; its rules are those of the documentation.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as sdk from '@aws-sdk/client-cloudfront';
import { isResponse, loadFunction } from '@flagforge/edge/local';
import { BadRequest, type Input, type Operation, operationOf, parseRequest, printAnswer } from './rest-xml.ts';

interface Stage {
  readonly code: Buffer;
  readonly config: sdk.FunctionConfig;
  readonly etag: string;
}

interface StoredFunction {
  readonly arn: string;
  draft: Stage;
  live: Stage | null;
}

interface StoredDistribution {
  config: sdk.DistributionConfig;
  etag: string;
}

/** CloudFront as tests see it. */
export interface CloudFrontStandIn {
  readonly endpoint: string;
  readonly functions: ReadonlyMap<string, StoredFunction>;
  readonly distributions: ReadonlyMap<string, StoredDistribution>;
  /** What the functions read. */
  readonly store: Map<string, string>;
  /** Operations in the order in which they were called. */
  readonly calls: readonly string[];
  addDistribution(id: string, config: sdk.DistributionConfig): void;
  /** The next call of this operation fails so, after `before` was done. */
  failNext(operation: string, failure: Failure, before?: () => void): void;
  close(): Promise<void>;
}

/** An error of the service, as it is told. */
export interface Failure {
  readonly status: number;
  readonly code: string;
}

class ServiceError extends Error {
  readonly failure: Failure;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.failure = { status, code };
  }
}

const OPERATIONS: readonly Operation[] = [
  sdk.CreateFunction$,
  sdk.DescribeFunction$,
  sdk.GetFunction$,
  sdk.UpdateFunction$,
  sdk.TestFunction$,
  sdk.PublishFunction$,
  sdk.GetDistributionConfig$,
  sdk.UpdateDistribution$,
].map(operationOf);

const MOST_FUNCTION_BYTES = 10_240;
const SIGNATURE =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/us-east-1\/cloudfront\/aws4_request, SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}$/;

export async function startCloudFront(): Promise<CloudFrontStandIn> {
  const functions = new Map<string, StoredFunction>();
  const distributions = new Map<string, StoredDistribution>();
  const store = new Map<string, string>();
  const calls: string[] = [];
  const failures = new Map<string, { readonly failure: Failure; readonly before: () => void }>();
  let etags = 0;
  const nextEtag = (): string => {
    etags += 1;
    return `E${String(etags).padStart(12, '0')}`;
  };

  const functionOf = (Name: unknown): StoredFunction => {
    const found = functions.get(String(Name));
    if (found === undefined)
      throw new ServiceError(404, 'NoSuchFunctionExists', 'The specified function does not exist.');
    return found;
  };
  const stageOf = (found: StoredFunction, Stage: unknown): Stage => {
    const stage = Stage === 'LIVE' ? found.live : found.draft;
    if (stage === null) throw new ServiceError(404, 'NoSuchFunctionExists', 'The function has no such stage.');
    return stage;
  };
  const checkMatch = (etag: string, given: unknown): void => {
    if (given === undefined) throw new ServiceError(400, 'InvalidIfMatchVersion', 'The If-Match version is missing.');
    if (given !== etag)
      throw new ServiceError(412, 'PreconditionFailed', 'The If-Match version is not the current one.');
  };
  const newStage = ({ FunctionConfig, FunctionCode }: Input): Stage => {
    const config = FunctionConfig as sdk.FunctionConfig;
    const code = Buffer.from(FunctionCode as Uint8Array);
    const stores = config.KeyValueStoreAssociations;
    if (code.length > MOST_FUNCTION_BYTES)
      throw new ServiceError(413, 'FunctionSizeLimitExceeded', 'The function is larger than 10 KB.');
    if (stores !== undefined && (stores.Quantity !== (stores.Items ?? []).length || (stores.Quantity ?? 0) > 1))
      throw new ServiceError(400, 'InvalidArgument', 'A function has one key value store.');
    if (config.Runtime !== 'cloudfront-js-2.0')
      throw new ServiceError(400, 'InvalidArgument', 'A key value store needs the runtime cloudfront-js-2.0.');
    return { code, config, etag: nextEtag() };
  };
  const summary = (Name: unknown, { arn }: StoredFunction, stage: Stage, Stage: string) => ({
    FunctionSummary: {
      Name,
      Status: 'UNPUBLISHED',
      FunctionConfig: stage.config,
      FunctionMetadata: { FunctionARN: arn, Stage, CreatedTime: new Date(0), LastModifiedTime: new Date(0) },
    },
    ETag: stage.etag,
  });

  const handlers: Readonly<Record<string, (input: Input) => Promise<Input> | Input>> = {
    CreateFunction(input) {
      const name = String(input.Name);
      if (functions.has(name)) throw new ServiceError(409, 'FunctionAlreadyExists', 'There is such a function.');
      const made = { arn: `arn:aws:cloudfront::123456789012:function/${name}`, draft: newStage(input), live: null };
      functions.set(name, made);
      return { ...summary(name, made, made.draft, 'DEVELOPMENT'), Location: made.arn };
    },
    DescribeFunction({ Name, Stage = 'DEVELOPMENT' }) {
      const found = functionOf(Name);
      return summary(Name, found, stageOf(found, Stage), String(Stage));
    },
    GetFunction({ Name, Stage = 'DEVELOPMENT' }) {
      const { code, etag } = stageOf(functionOf(Name), Stage);
      return { FunctionCode: code, ETag: etag, ContentType: 'application/octet-stream' };
    },
    UpdateFunction(input) {
      const found = functionOf(input.Name);
      checkMatch(found.draft.etag, input.IfMatch);
      found.draft = newStage(input);
      return summary(input.Name, found, found.draft, 'DEVELOPMENT');
    },
    async TestFunction({ Name, IfMatch, Stage: name, EventObject }) {
      const found = functionOf(Name);
      const stage = stageOf(found, name);
      checkMatch(stage.etag, IfMatch);
      const event = JSON.parse(Buffer.from(EventObject as Uint8Array).toString('utf8'));
      let FunctionOutput = '';
      let FunctionErrorMessage = '';
      try {
        const result = await loadFunction(stage.code.toString('utf8'), async (key) => store.get(key) ?? null)(event);
        FunctionOutput = JSON.stringify({ [isResponse(result) ? 'response' : 'request']: result });
      } catch (error) {
        FunctionErrorMessage = String(error);
      }
      const { FunctionSummary } = summary(Name, found, stage, String(name ?? 'DEVELOPMENT'));
      return {
        TestResult: {
          FunctionSummary,
          ComputeUtilization: '14',
          FunctionExecutionLogs: [],
          FunctionErrorMessage,
          FunctionOutput,
        },
      };
    },
    PublishFunction({ Name, IfMatch }) {
      const found = functionOf(Name);
      checkMatch(found.draft.etag, IfMatch);
      found.live = { ...found.draft, etag: nextEtag() };
      return { FunctionSummary: summary(Name, found, found.live, 'LIVE').FunctionSummary };
    },
    GetDistributionConfig({ Id }) {
      const found = distributions.get(String(Id));
      if (found === undefined)
        throw new ServiceError(404, 'NoSuchDistribution', 'The specified distribution does not exist.');
      return { DistributionConfig: found.config, ETag: found.etag };
    },
    UpdateDistribution({ Id, IfMatch, DistributionConfig }) {
      const found = distributions.get(String(Id));
      if (found === undefined)
        throw new ServiceError(404, 'NoSuchDistribution', 'The specified distribution does not exist.');
      checkMatch(found.etag, IfMatch);
      const config = DistributionConfig as sdk.DistributionConfig;
      const behaviors = [config.DefaultCacheBehavior, ...(config.CacheBehaviors?.Items ?? [])];
      for (const { FunctionARN } of behaviors.flatMap((behavior) => behavior?.FunctionAssociations?.Items ?? [])) {
        const isKnown = [...functions.values()].some(({ arn, live }) => arn === FunctionARN && live !== null);
        if (!isKnown && !FunctionARN?.endsWith('/foreign'))
          throw new ServiceError(400, 'InvalidFunctionAssociation', 'The function is not published.');
      }
      found.config = config;
      found.etag = nextEtag();
      const Distribution = {
        ...{ Id, ARN: `arn:aws:cloudfront::123456789012:distribution/${String(Id)}`, Status: 'InProgress' },
        ...{
          LastModifiedTime: new Date(0),
          InProgressInvalidationBatches: 0,
          DomainName: 'd111111abcdef8.cloudfront.net',
        },
        DistributionConfig: config,
      };
      return { Distribution, ETag: found.etag };
    },
  };

  const answer = async (
    req: IncomingMessage,
  ): Promise<{ status: number; headers: object; body: string | Uint8Array }> => {
    const url = new URL(req.url ?? '', 'http://stand-in');
    const operation = OPERATIONS.find(({ method, path }) => method === req.method && path.test(url.pathname));
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    try {
      if (operation === undefined) throw new BadRequest(`${req.method} ${url.pathname} is no operation`);
      calls.push(operation.name);
      if (!SIGNATURE.test(req.headers.authorization ?? ''))
        throw new ServiceError(403, 'AccessDenied', 'The request is not signed for CloudFront.');
      const input = parseRequest(operation, url, req.headers, Buffer.concat(chunks));
      const failing = failures.get(operation.name);
      failures.delete(operation.name);
      failing?.before();
      if (failing !== undefined && failing.failure.status !== 0)
        throw new ServiceError(failing.failure.status, failing.failure.code, 'as it was told to');
      const handler = handlers[operation.name];
      if (handler === undefined) throw new BadRequest(`${operation.name} is not played`);
      return { status: operation.status, ...printAnswer(operation, await handler(input)) };
    } catch (error) {
      const { status, code } = error instanceof ServiceError ? error.failure : { status: 400, code: 'InvalidArgument' };
      const message = error instanceof Error ? error.message : String(error);
      const body = `<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
      return { status, headers: { 'content-type': 'text/xml' }, body };
    }
  };

  const server = createServer((req, res) => {
    void answer(req).then(({ status, headers, body }) => res.writeHead(status, { ...headers }).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ functions, distributions, store, calls },
    addDistribution: (id, config) => void distributions.set(id, { config, etag: nextEtag() }),
    failNext: (operation, failure, before = () => {}) => void failures.set(operation, { failure, before }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
