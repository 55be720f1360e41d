import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { type CloudFront, withCloudFront } from './cloudfront.ts';
import type { DeployStep } from './deploy-function.ts';

/** Where a function is to meet viewers. */
export interface Association {
  readonly distribution: string;
  /** null: the default behaviour. */
  readonly pattern: string | null;
  readonly isReplacing: boolean;
  /** null: there is no function yet, in a dry run. */
  readonly arn: string | null;
}

const EVENT = 'viewer-request';

/**
 * Makes a function that of a behaviour's viewer requests; other functions of the behaviour stay.
 * @throws CommandError (1): FF3192 another function has the place, FF3193 there is no such behaviour; (3, FF3190),
 * an Overtaken where the distribution changed in between.
 */
export async function associate(
  { sdk, client }: CloudFront,
  { distribution, pattern, isReplacing, arn }: Association,
  isDryRun: boolean,
): Promise<DeployStep> {
  const behavior = pattern === null ? 'the default behaviour' : `the behaviour ${pattern}`;
  const step = { step: 'associate', detail: `${behavior} of ${distribution}` } as const;
  const { DistributionConfig, ETag } = await withCloudFront(`tell what distribution ${distribution} is`, () =>
    client.send(new sdk.GetDistributionConfigCommand({ Id: distribution })),
  );
  const others = DistributionConfig?.CacheBehaviors?.Items ?? [];
  const place =
    pattern === null
      ? DistributionConfig?.DefaultCacheBehavior
      : others.find(({ PathPattern }) => PathPattern === pattern);
  if (DistributionConfig === undefined || place === undefined) {
    const known = ['the default one', ...others.map(({ PathPattern }) => PathPattern ?? '')].join(', ');
    throw codedError(EXIT.findings, 'FF3193', { distribution, pattern: pattern ?? '', known });
  }
  const all = place.FunctionAssociations?.Items ?? [];
  const lambdas = place.LambdaFunctionAssociations?.Items ?? [];
  const isHere = all.some(({ EventType, FunctionARN }) => EventType === EVENT && FunctionARN === arn);
  if (isHere) return { ...step, isNeeded: false };
  const current =
    all.find(({ EventType }) => EventType === EVENT)?.FunctionARN ??
    lambdas.find(({ EventType }) => EventType === EVENT)?.LambdaFunctionARN;
  if (current !== undefined && !isReplacing)
    throw codedError(EXIT.findings, 'FF3192', { behavior, distribution, function: current });
  if (isDryRun || arn === null) return { ...step, isNeeded: true };
  const kept = all.filter(({ EventType }) => EventType !== EVENT);
  const items = [...kept, { EventType: EVENT, FunctionARN: arn } as const];
  place.FunctionAssociations = { Quantity: items.length, Items: items };
  const keptLambdas = lambdas.filter(({ EventType }) => EventType !== EVENT);
  if (keptLambdas.length < lambdas.length)
    place.LambdaFunctionAssociations = { Quantity: keptLambdas.length, Items: keptLambdas };
  await withCloudFront(`update distribution ${distribution}`, () =>
    client.send(
      new sdk.UpdateDistributionCommand({
        Id: distribution,
        DistributionConfig,
        ...(ETag === undefined ? {} : { IfMatch: ETag }),
      }),
    ),
  );
  return { ...step, isNeeded: true };
}
