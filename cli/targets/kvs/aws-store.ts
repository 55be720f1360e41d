import type { Agent } from 'node:http';
import type { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { STORE_LIMITS } from '@flagforge/edge/pack';
import { type KeyValueStore, StoreConflict, type StoreState } from '@flagforge/edge/store';
import { backoffMs, type Pauses } from './backoff.ts';
import { isPassing, isSilence } from './kvs-problem.ts';
import { localAgent } from './local-agent.ts';

export interface AwsStoreSettings {
  /** `arn:aws:cloudfront::<account>:key-value-store/<id>`. */
  readonly arn: string;
  /** Instead of AWS: a stand-in. null: AWS. */
  readonly endpoint: URL | null;
  readonly pauses: Pauses;
  /** How long a connection may take. Default 3,000 ms. */
  readonly connectMs?: number;
  /** How long one call may take to be answered. Default 5,000 ms. */
  readonly answerMs?: number;
}

const CONNECT_MS = 3_000;
const ANSWER_MS = 5_000;
/** How often one call is made before it counts as failed. */
const ATTEMPTS = 4;
/** What was not answered is not asked again so soon: nobody waits for the same silence twice. */
const SILENCE_MS = 5_000;
/** CloudFront has no region of its own; what asks for one gets the first. */
const REGION = 'us-east-1';

type Sdk = typeof import('@aws-sdk/client-cloudfront-keyvaluestore');

/**
 * CloudFront KeyValueStore. Region and credentials come from where the AWS SDK finds them. Nothing is loaded or sent before
 * the first call. A call that fails for a reason that passes is made again after a while.
 * @throws what the SDK throws, from each call; StoreConflict where the ETag is not that of the store.
 */
export function createAwsStore({
  arn,
  endpoint,
  pauses,
  ...limits
}: AwsStoreSettings): KeyValueStore & { close(): void } {
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  const address = endpoint === null ? id : `${id} at ${endpoint.host}`;
  let opened: Promise<{ sdk: Sdk; client: CloudFrontKeyValueStoreClient }> | null = null;
  let silence: { readonly error: unknown; readonly until: number } | null = null;

  const open = async (): Promise<{ sdk: Sdk; client: CloudFrontKeyValueStoreClient }> => {
    const sdk = await loadSdk();
    const agent = endpoint === null ? null : localAgent(endpoint);
    const config = {
      maxAttempts: 1,
      ...(endpoint === null ? {} : { endpoint: agent?.endpoint ?? endpoint.href }),
      requestHandler: {
        connectionTimeout: limits.connectMs ?? CONNECT_MS,
        requestTimeout: limits.answerMs ?? ANSWER_MS,
        throwOnRequestTimeout: true,
        ...(agent === null ? {} : { httpAgent: agent.agent satisfies Agent }),
      },
    };
    const client = new sdk.CloudFrontKeyValueStoreClient(config);
    const region = await client.config.region().catch(() => null);
    return {
      sdk,
      client: region === null ? new sdk.CloudFrontKeyValueStoreClient({ ...config, region: REGION }) : client,
    };
  };

  const call = async <Result>(
    work: (sdk: Sdk, client: CloudFrontKeyValueStoreClient) => Promise<Result>,
  ): Promise<Result> => {
    if (silence !== null && performance.now() < silence.until) throw silence.error;
    opened ??= open();
    const { sdk, client } = await opened;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work(sdk, client);
      } catch (error) {
        if (isConflict(sdk, error)) throw new StoreConflict(address);
        if (isPassing(error) && attempt < ATTEMPTS) {
          await pauses.sleep(backoffMs(attempt, pauses.random()));
          continue;
        }
        if (isSilence(error)) silence = { error, until: performance.now() + SILENCE_MS };
        throw error;
      }
    }
  };

  return {
    address,
    describe: () =>
      call(async (sdk, client) => stateOf(await client.send(new sdk.DescribeKeyValueStoreCommand({ KvsARN: arn })))),
    async list() {
      const entries = new Map<string, string>();
      let token: string | undefined;
      do {
        const NextToken = token;
        const page = await call((sdk, client) =>
          client.send(
            new sdk.ListKeysCommand({
              ...{ KvsARN: arn, MaxResults: STORE_LIMITS.keysPerPage },
              ...(NextToken === undefined ? {} : { NextToken }),
            }),
          ),
        );
        for (const { Key, Value } of page.Items ?? []) if (Key !== undefined) entries.set(Key, Value ?? '');
        token = page.NextToken;
      } while (token !== undefined && token !== '');
      return entries;
    },
    get: (key) =>
      call(async (sdk, client) => {
        try {
          return (await client.send(new sdk.GetKeyCommand({ KvsARN: arn, Key: key }))).Value ?? null;
        } catch (error) {
          // The store itself may be missing, too; then the next call says so.
          if (error instanceof sdk.ResourceNotFoundException) return null;
          throw error;
        }
      }),
    update: ({ ifMatch, puts, deletes }) =>
      call(async (sdk, client) =>
        stateOf(
          await client.send(
            new sdk.UpdateKeysCommand({
              ...{ KvsARN: arn, IfMatch: ifMatch },
              ...(puts.size === 0 ? {} : { Puts: [...puts].map(([Key, Value]) => ({ Key, Value })) }),
              ...(deletes.length === 0 ? {} : { Deletes: deletes.map((Key) => ({ Key })) }),
            }),
          ),
        ),
      ),
    close() {
      void opened?.then(
        ({ client }) => client.destroy(),
        () => {},
      );
      opened = null;
    },
  };
}

/** The service documents a conflict for this; another of its errors that speaks of the ETag can mean nothing else. */
function isConflict(sdk: Sdk, error: unknown): boolean {
  if (error instanceof sdk.ConflictException) return true;
  return error instanceof sdk.ValidationException && /e-?tag|if-?match/i.test(error.message);
}

interface Answer {
  readonly ETag: string | undefined;
  readonly ItemCount: number | undefined;
  readonly TotalSizeInBytes: number | undefined;
}

function stateOf({ ETag = '', ItemCount = 0, TotalSizeInBytes = 0 }: Answer): StoreState {
  return { etag: ETag, itemCount: ItemCount, totalBytes: TotalSizeInBytes };
}

async function loadSdk(): Promise<Sdk> {
  // It tells everybody's users on which Node it will run next year; that is for whoever maintains this to read.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const [sdk] = await Promise.all([
    import('@aws-sdk/client-cloudfront-keyvaluestore'),
    import('@aws-sdk/signature-v4a'),
  ]);
  return sdk;
}
