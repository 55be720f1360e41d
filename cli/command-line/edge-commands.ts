import type { CommandGroup, OptionSpec } from './command.ts';
import { DIR, ENVIRONMENT, JSON_OUTPUT } from './shared-options.ts';

/** How a function behaves. */
const FUNCTION_OPTIONS: readonly OptionSpec[] = [
  { ...ENVIRONMENT, about: 'the environment whose flags it answers' },
  { syntax: '--context-in-query', about: 'take the context from ?context= too; queries are logged' },
  {
    syntax: '--header <flags>',
    about: 'tell the origin these flags as x-flagforge-<flag> headers of other requests; commas',
    isRepeated: true,
  },
  { syntax: '--cookie <flags>', about: 'the same as cookies', isRepeated: true },
  {
    syntax: '--attribute <source>',
    about: 'with these: an attribute of the context, such as targetingKey=cookie:uid; may be repeated',
    isRepeated: true,
  },
];

/** The function at the edge. */
export const EDGE_COMMANDS: readonly CommandGroup[] = [
  {
    name: 'edge',
    summary: 'the function that answers at the edge of CloudFront',
    about:
      'A CloudFront Function with the same engine answers client keys from a KeyValueStore, which publish fills when\n' +
      'FLAGFORGE_KVS_ARN names one. What it cannot answer goes to the evaluator unchanged.',
    commands: [
      {
        name: 'build',
        summary: 'write the text of the function',
        about: 'Prints the function, or writes it to --out: ready to upload as a CloudFront Function, runtime 2.0.',
        arguments: [],
        options: [
          { syntax: '--out <file>', about: 'where to write it (default: stdout)', completes: 'files' },
          { syntax: '--template', about: 'a CloudFormation template with the function, its store and a distribution' },
          ...FUNCTION_OPTIONS,
          JSON_OUTPUT,
          DIR,
        ],
        examples: [
          ['flagforge edge build --out function.js', 'for production'],
          [
            'flagforge edge build --header new-checkout --attribute targetingKey=cookie:uid --out function.js',
            'a header for the origin and the cache, too',
          ],
          ['flagforge edge build --template --out stack.yaml', 'all of it, for CloudFormation'],
        ],
        run: async (terminal, options) => (await import('../commands/edge-build.ts')).edgeBuild(terminal, options),
      },
      {
        name: 'deploy',
        summary: 'create or update the function in CloudFront, and publish it',
        about:
          'Creates or updates the function, has CloudFront run it once, publishes it, and with --distribution makes it that of\n' +
          'viewer requests. What is so already is left alone. It reads the store of FLAGFORGE_KVS_ARN; credentials come from\n' +
          'where the AWS SDK looks for them. Look first with --dry-run.',
        arguments: [],
        options: [
          {
            syntax: '--name <name>',
            about: 'the name of the function (default: flagforge-<organization>-<project>-<environment>)',
          },
          { syntax: '--distribution <id>', about: 'the distribution whose viewers it answers' },
          { syntax: '--path-pattern <pattern>', about: 'the behaviour, as it is written (default: the default one)' },
          { syntax: '--replace', about: 'take the place of another function there' },
          { syntax: '--dry-run', about: 'print what would be done, and do nothing' },
          ...FUNCTION_OPTIONS,
          JSON_OUTPUT,
          DIR,
        ],
        examples: [
          ['flagforge edge deploy --dry-run', 'what there is to do'],
          [
            'flagforge edge deploy --distribution E2ABCDEF --path-pattern "/v1/*"',
            'the function, for requests of flags',
          ],
        ],
        run: async (terminal, options) => (await import('../commands/edge-deploy.ts')).edgeDeploy(terminal, options),
      },
      {
        name: 'test',
        summary: 'what the function answers for these files',
        about:
          'Packs the files as they are, runs the function as CloudFront runs it, and prints what it answers and how many\n' +
          'values it read. Without flags: the first ten that are for clients. Exit 1 when the origin would answer.',
        arguments: [{ syntax: '[flags...]', about: 'keys of flags, at most ten', completes: 'flags' }],
        options: [
          { syntax: '--context <json>', about: 'the context, a JSON object; - reads it from stdin' },
          { syntax: '--stage <stage>', about: 'ask the function in CloudFront instead: development or live' },
          {
            syntax: '--name <name>',
            about: 'with --stage: its name (default: flagforge-<organization>-<project>-<environment>)',
          },
          { syntax: '--key <key>', about: 'with --stage: a client key; without one the origin would answer' },
          ...FUNCTION_OPTIONS,
          JSON_OUTPUT,
          DIR,
        ],
        examples: [
          [`flagforge edge test new-checkout --context '{"userId":"u-1"}'`, 'one flag'],
          ['flagforge edge test --stage live --key ff_client_...', 'the function that viewers meet'],
        ],
        run: async (terminal, options, words) =>
          (await import('../commands/edge-test.ts')).edgeTest(terminal, options, words),
      },
    ],
  },
];
