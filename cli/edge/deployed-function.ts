import type { CloudFront } from './cloudfront.ts';

/** One stage of a function, as CloudFront has it. */
export interface FunctionStage {
  readonly etag: string;
  readonly arn: string;
  readonly code: string;
  readonly runtime: string;
  /** ARNs of its stores. */
  readonly stores: readonly string[];
}

/** The stage of a function; null: there is none. */
export async function loadStage(
  { sdk, client }: CloudFront,
  Name: string,
  Stage: 'DEVELOPMENT' | 'LIVE',
): Promise<FunctionStage | null> {
  try {
    const described = await client.send(new sdk.DescribeFunctionCommand({ Name, Stage }));
    const { FunctionCode } = await client.send(new sdk.GetFunctionCommand({ Name, Stage }));
    const config = described.FunctionSummary?.FunctionConfig;
    return {
      etag: described.ETag ?? '',
      arn: described.FunctionSummary?.FunctionMetadata?.FunctionARN ?? '',
      code: Buffer.from(FunctionCode ?? new Uint8Array()).toString('utf8'),
      runtime: config?.Runtime ?? '',
      stores: (config?.KeyValueStoreAssociations?.Items ?? []).flatMap(
        ({ KeyValueStoreARN }) => KeyValueStoreARN ?? [],
      ),
    };
  } catch (error) {
    if (error instanceof sdk.NoSuchFunctionExists) return null;
    throw error;
  }
}
