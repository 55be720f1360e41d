import type { CodeDefinition } from '../diagnostic.ts';
import { textOf } from './wording.ts';

const FROM_SETTINGS = 'the store comes from FLAGFORGE_KVS_ARN, the credentials from where the AWS SDK looks for them';

/** FF3180-FF3199: the edge: CloudFront KeyValueStore and the function. */
export const EDGE_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF3180: {
    severity: 'error',
    title: 'the store of the edge is named wrongly',
    message: (args) => `${textOf(args.variable)} cannot be used: ${textOf(args.problem)}`,
    hint: (args) =>
      args.variable === 'FLAGFORGE_KVS_ENDPOINT'
        ? 'write  http://localhost:9000 , or leave it out: then it is AWS'
        : 'write  arn:aws:cloudfront::123456789012:key-value-store/a1b2c3d4-...',
    help: 'FLAGFORGE_KVS_ARN names the CloudFront KeyValueStore that the edge function reads. The console of AWS shows its ARN, and so does `aws cloudfront list-key-value-stores`. Without it nothing is published to the edge. FLAGFORGE_KVS_ENDPOINT is only for a stand-in of the service; without it, requests go to AWS.',
    example: {
      wrong: 'FLAGFORGE_KVS_ARN=flags',
      right: 'FLAGFORGE_KVS_ARN=arn:aws:cloudfront::123456789012:key-value-store/4d1ab4f6-7d4b-4b7e-9a5c-1f0e2d3c4b5a',
    },
  },
  FF3181: {
    severity: 'error',
    title: 'the KeyValueStore cannot be reached',
    message: (args) => `cannot reach the KeyValueStore ${textOf(args.address)}: ${textOf(args.reason)}`,
    hint: () => FROM_SETTINGS,
    help: 'No answer came from CloudFront KeyValueStore, or only errors of the service, after several attempts. What Postgres took is safe; the function at the edge goes on with the version that it has, whole. `flagforge publish --resume` finishes when the service is back.',
  },
  FF3182: {
    severity: 'error',
    title: 'the KeyValueStore refuses',
    message: (args) => `the KeyValueStore ${textOf(args.address)} refuses this: ${textOf(args.reason)}`,
    hint: () => FROM_SETTINGS,
    help: 'The credentials are missing, have expired, or lack a permission: a publisher needs `cloudfront-keyvaluestore:DescribeKeyValueStore`, `ListKeys` and `UpdateKeys` on the ARN of the store. Session tokens must be those of a regional endpoint of STS. Or there is no such store.',
  },
  FF3183: {
    severity: 'error',
    title: 'somebody else keeps writing to the KeyValueStore',
    message: (args) =>
      `the KeyValueStore ${textOf(args.address)} was changed by somebody else again and again while this was written`,
    hint: () => 'let one publisher finish, then: flagforge publish --resume',
    help: 'Every update names the state of the store that it was made for, and any change by anybody makes it void: it is then worked out anew. That happened too often. Are several publishers running, or something else that writes to this store?',
  },
  FF3184: {
    severity: 'error',
    title: 'the snapshot does not fit into the KeyValueStore',
    message: (args) =>
      `${textOf(args.environment)} needs ${textOf(args.needed)} of the KeyValueStore while it switches, and it holds ${textOf(args.room)}; the largest flags: ${textOf(args.largest)}`,
    hint: () => 'take client: true from flags that no client asks for, or shorten their lists',
    help: 'The store holds 5 MB in all. While a version is switched both it and the one before are there, of every environment that shares the store, so that readers in flight find what they need. Only flags with `client: true` and those that they require are packed. Long lists of units are what takes most: a condition on an attribute says the same in one line.',
  },
  FF3185: {
    severity: 'error',
    title: 'two pages of the edge have the same name',
    message: (args) => `two different pages of the KeyValueStore have the name ${textOf(args.key)}`,
    hint: () => 'change any flag of this environment, such as a description, and publish again',
    help: 'Pages are named after 42 bits of the hash of their content. In a store of 10,000 pages this happens once in about 100,000 times. Nothing was written. Any change to the flags on that page gives it another name.',
  },
  FF3186: {
    severity: 'warning',
    title: 'the KeyValueStore is nearly full',
    message: (args) =>
      `${textOf(args.environment)} needs ${textOf(args.needed)} of the ${textOf(args.room)} of the KeyValueStore while it switches (${textOf(args.percent)} %); the largest flags: ${textOf(args.largest)}`,
    hint: () => 'take client: true from flags that no client asks for, or shorten their lists',
    help: 'From four fifths of the store on this is said, so that there is time: a snapshot that does not fit is refused. See `flagforge explain FF3184`.',
  },
  FF3187: {
    severity: 'warning',
    title: 'the edge passes this flag to the origin',
    message: (args) => `the edge does not answer this flag in ${textOf(args.environment)}: ${textOf(args.reason)}`,
    hint: () => 'its answers are right all the same: the evaluator gives them, some milliseconds later',
    help: 'The function at the edge may read a handful of values and evaluates what fits into them. A flag that is too long for one value even without its lists, that needs more than eight reads with its prerequisites, segments and lists, or that uses the hash of another system, is passed to the origin, which answers.',
  },
  FF3188: {
    severity: 'error',
    title: 'a target that is not configured',
    message: (args) => `--target ${textOf(args.target)}: ${textOf(args.setting)} is not set`,
    hint: (args) => `set ${textOf(args.setting)}, or leave --target out`,
    help: 'Without `--target` a publish goes to every target that is configured: Redis by REDIS_URL, the edge by FLAGFORGE_KVS_ARN. With it, only to those that are named; the others stay behind until the next publish, or `flagforge publish --resume`.',
  },
};
