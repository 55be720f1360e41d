import type { CodeDefinition } from '../diagnostic.ts';
import { textOf } from './wording.ts';

/** FF3190-FF3199: deploying the function of the edge. */
export const EDGE_FUNCTION_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF3190: {
    severity: 'error',
    title: 'CloudFront does not do it',
    message: (args) => `CloudFront does not ${textOf(args.what)}: ${textOf(args.reason)}`,
    hint: () => 'the credentials come from where the AWS SDK looks for them; look first with --dry-run',
    help: 'The call failed or was refused. Deploying needs `cloudfront:DescribeFunction`, `GetFunction`, `CreateFunction`, `UpdateFunction`, `TestFunction` and `PublishFunction`, and with `--distribution` also `GetDistributionConfig` and `UpdateDistribution`. What was done before stays; running the command again goes on from there.',
  },
  FF3191: {
    severity: 'error',
    title: 'the function fails its test',
    message: (args) => `CloudFront ran the function, and it failed: ${textOf(args.reason)}`,
    hint: () => 'it was not published: what is live stays as it is',
    help: 'Before a function is published, CloudFront runs it once on its development stage. An error there would be a 503 for every viewer. Is the KeyValueStore of FLAGFORGE_KVS_ARN the right one, and in the same account?',
  },
  FF3192: {
    severity: 'error',
    title: 'another function has that place',
    message: (args) =>
      `${textOf(args.behavior)} of distribution ${textOf(args.distribution)} has another viewer-request function: ${textOf(args.function)}`,
    hint: () => 'take its place with --replace, or name another behaviour with --path-pattern',
    help: 'A behaviour of a distribution has one function for viewer requests. It is not taken away from another without being told to.',
  },
  FF3193: {
    severity: 'error',
    title: 'no such behaviour',
    message: (args) => `distribution ${textOf(args.distribution)} has no behaviour for ${textOf(args.pattern)}`,
    hint: (args) => `it has: ${textOf(args.known)}`,
    help: 'A path pattern is written as the behaviour has it, `/v1/*` for example. Without `--path-pattern` the default behaviour is meant.',
  },
  FF3194: {
    severity: 'error',
    title: 'a function without its store',
    message: () => 'FLAGFORGE_KVS_ARN is not set: the function would have nothing to read',
    hint: () => 'export FLAGFORGE_KVS_ARN=arn:aws:cloudfront::123456789012:key-value-store/...',
    help: 'The function reads the CloudFront KeyValueStore that `flagforge publish` fills. Its ARN comes from FLAGFORGE_KVS_ARN; the stack of `flagforge edge build --template` makes one.',
  },
  FF3195: {
    severity: 'error',
    title: 'no such function',
    message: (args) => `CloudFront has no function ${textOf(args.name)} in the stage ${textOf(args.stage)}`,
    hint: () => 'make it with: flagforge edge deploy',
    help: 'A function has two stages: DEVELOPMENT, which is tested, and LIVE, which viewers meet. `flagforge edge deploy` brings both up to date; `--name` names another function.',
  },
};
