import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFunction } from '@flagforge/edge/local';
import { packSnapshot, placeKeys, pointerValue } from '@flagforge/edge/pack';
import { SNAPSHOT_FORMAT, type Snapshot } from '@flagforge/sdk/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sha256 } from '../targets/held-document.ts';
import { runHere } from '../testing/fake-terminal.ts';
import { createWorkspace, SMALL_PROJECT, type Workspace } from '../testing/run-flagforge.ts';
import { type CloudFrontStandIn, startCloudFront } from './testing/cloudfront-stand-in.ts';

const ARN = 'arn:aws:cloudfront::123456789012:key-value-store/4d1ab4f6-7d4b-4b7e-9a5c-1f0e2d3c4b5a';
const FLAG = `description: New checkout
owner: team
type: boolean
kind: permanent
client: true
environments:
  production:
    enabled: true
    rules:
      - { name: staff, if: 'email ends_with "@company.com"', serve: on }
    default: off
`;
const NAME = 'flagforge-acme-shop-production';
/** What was published; no flag, so that an answer cannot come from the files. */
const EMPTY: Snapshot = {
  ...{ format: SNAPSHOT_FORMAT, organization: 'acme', project: 'shop', environment: 'production' },
  ...{ unit: ['targetingKey'], overrides: 'denied', instants: [], flags: [], segments: [], groups: [] },
  ...{ compiler: 'test', version: 7, commit: null, contentHash: '', hash: '', overlays: [] },
};

let workspace: Workspace;
let aws: CloudFrontStandIn;

beforeAll(() => {
  workspace = createWorkspace({
    'flags/flagforge.yaml': SMALL_PROJECT['flags/flagforge.yaml'] ?? '',
    'flags/new-checkout.yaml': FLAG,
    'flags/inside.yaml': FLAG.replace('client: true\n', ''),
  });
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret-of-the-test');
});
afterAll(() => {
  vi.unstubAllEnvs();
  workspace.remove();
});

const run = (...words: string[]) =>
  runHere(workspace.root, ['edge', ...words, '--dir', 'flags'], {
    env: { FLAGFORGE_KVS_ARN: ARN, FLAGFORGE_CLOUDFRONT_ENDPOINT: aws?.endpoint ?? '' },
  });

describe('edge build', () => {
  test('writes a function that CloudFront would take', async () => {
    const { code, stderr } = await run('build', '--out', 'function.js');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^function\.js {2}8,[67]\d\d bytes, 1,[45]\d\d left of 10,240/),
    ]);
    const text = readFileSync(join(workspace.root, 'function.js'), 'utf8');
    expect(text).toContain('root:"acme/shop/production"');
    expect(loadFunction(text, async () => null)).toBeTypeOf('function');
  });

  test('writes a stack for CloudFormation with the same function in it', async () => {
    expect((await run('build', '--out', 'function.js')).code).toBe(0);
    expect((await run('build', '--template', '--out', 'stack.yaml')).code).toBe(0);
    const [code, stack] = ['function.js', 'stack.yaml'].map((file) => readFileSync(join(workspace.root, file), 'utf8'));
    expect(stack).toContain(`FunctionCode: ${JSON.stringify(code)}\n`);
  });

  test('a stack serves flags only, so it tells none to a site', async () => {
    const { code, stderr } = await run('build', '--template', '--header', 'new-checkout');
    expect([code, stderr]).toEqual([2, expect.stringContaining('flagforge edge deploy --distribution')]);
  });

  test('tells flags to the origin by its options', async () => {
    const words = ['--header', 'new-checkout', '--attribute', 'email=header:X-User-Email'];
    const { code, stdout } = await run('build', '--json', ...words);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).code).toContain(
      'flags:["new-checkout"],as:"headers",attributes:[["email","headers","x-user-email"]]',
    );
  });

  test.each([
    [['--header', 'nope'], 'there is no flag nope'],
    [['--header', 'inside'], 'inside is not for clients'],
    [['--header', 'new-checkout', '--cookie', 'new-checkout'], '--header and --cookie together'],
    [['--attribute', 'userId=cookie:uid'], '--attribute without --header or --cookie'],
    [['--header', 'new-checkout', '--attribute', 'userId'], '--attribute userId names no source'],
    [['--environment', 'nowhere'], 'nowhere'],
  ])('%j is refused', async (words, message) => {
    const { code, stderr } = await run('build', ...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('edge test', () => {
  test('answers for the files as they are', async () => {
    const { code, stdout } = await run(
      'test',
      'new-checkout',
      'nope',
      '--json',
      '--context',
      '{"email":"kim@company.com"}',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      answer: {
        version: 0,
        flags: {
          'new-checkout': { value: true, variant: 'on', reason: 'rule_match' },
          nope: { reason: 'error', errorCode: 'flag_not_found' },
        },
      },
      reads: 2,
      passed: [],
    });
  });

  test('says when the origin would answer', async () => {
    const { code, stdout } = await run('test', 'new-checkout', '--context', '[1]');
    expect([code, stdout]).toEqual([1, 'passed to the origin\n']);
  });
});

describe('edge deploy', () => {
  beforeEach(async () => {
    aws = await startCloudFront();
    return () => aws.close();
  });

  const associated = (pattern?: string) => {
    const config = aws.distributions.get('E1')?.config;
    const place =
      pattern === undefined
        ? config?.DefaultCacheBehavior
        : config?.CacheBehaviors?.Items?.find(({ PathPattern }) => PathPattern === pattern);
    return place?.FunctionAssociations?.Items?.map(({ FunctionARN, EventType }) => `${EventType} ${FunctionARN}`);
  };
  const behavior = { TargetOriginId: 'origin', ViewerProtocolPolicy: 'https-only' } as const;
  const addDistribution = (foreign?: string): void => {
    const items = foreign === undefined ? [] : [{ EventType: 'viewer-request', FunctionARN: foreign } as const];
    aws.addDistribution('E1', {
      ...{ CallerReference: 'test', Comment: '', Enabled: true },
      Origins: { Quantity: 1, Items: [{ Id: 'origin', DomainName: 'flags.example.com' }] },
      DefaultCacheBehavior: { ...behavior, FunctionAssociations: { Quantity: items.length, Items: items } },
      CacheBehaviors: { Quantity: 1, Items: [{ ...behavior, PathPattern: '/v1/*' }] },
    });
  };

  test('makes, tests and publishes a function; a second run finds nothing to do', async () => {
    const dry = await run('deploy', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([
      0,
      expect.stringMatching(/would {2}create[\s\S]*would {2}publish[\s\S]*dry run/),
    ]);
    expect(aws.functions.size).toBe(0);
    const { code, stdout, stderr } = await run('deploy');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/done {2}create[\s\S]*done {2}test[\s\S]*done {2}publish/);
    const made = aws.functions.get(NAME);
    expect(made?.live?.config).toMatchObject({
      Runtime: 'cloudfront-js-2.0',
      KeyValueStoreAssociations: { Quantity: 1, Items: [{ KeyValueStoreARN: ARN }] },
    });
    expect(made?.live?.code.toString()).toBe((await run('build')).stdout.trimEnd());
    expect(await run('deploy')).toEqual({
      code: 0,
      stderr: '',
      stdout: `${NAME} is live as it should be: nothing to do\n`,
    });
  });

  test('updates what differs', async () => {
    await run('deploy');
    const { stdout } = await run('deploy', '--header', 'new-checkout', '--json');
    expect(
      JSON.parse(stdout).steps.map(({ step, isNeeded }: { step: string; isNeeded: boolean }) => [step, isNeeded]),
    ).toEqual([
      ['update', true],
      ['test', true],
      ['publish', true],
    ]);
    expect(aws.functions.get(NAME)?.live?.code.toString()).toContain('flags:["new-checkout"]');
  });

  test('meets viewers where it is told to, and takes no place of another function', async () => {
    addDistribution('arn:aws:cloudfront::123456789012:function/foreign');
    const words = ['deploy', '--distribution', 'E1'];
    const refused = await run(...words);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('FF3192')]);
    expect(aws.functions.size).toBe(0);
    expect(await run(...words, '--path-pattern', '/v1/*')).toMatchObject({ code: 0 });
    expect(associated('/v1/*')).toEqual([`viewer-request arn:aws:cloudfront::123456789012:function/${NAME}`]);
    expect(associated()).toEqual(['viewer-request arn:aws:cloudfront::123456789012:function/foreign']);
    expect(await run(...words, '--replace')).toMatchObject({ code: 0 });
    expect(associated()).toEqual(associated('/v1/*'));
    const unknown = await run(...words, '--path-pattern', '/other/*');
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('it has: the default one, /v1/*')]);
  });

  test('a distribution that changes in between is looked at again', async () => {
    addDistribution();
    aws.failNext('UpdateDistribution', { status: 0, code: '' }, () => addDistribution());
    expect(await run('deploy', '--distribution', 'E1')).toMatchObject({ code: 0 });
    expect(associated()).toHaveLength(1);
    expect(aws.calls.filter((call) => call === 'UpdateDistribution')).toHaveLength(2);
  });

  test('a function that somebody else changes in between is looked at again, and every step is told', async () => {
    await run('deploy');
    const change = (): void => {
      const made = aws.functions.get(NAME);
      if (made !== undefined) made.draft = { ...made.draft, code: Buffer.from('theirs'), etag: 'THEIRS' };
    };
    for (const operation of ['UpdateFunction', 'TestFunction', 'PublishFunction']) {
      aws.failNext(operation, { status: 0, code: '' }, change);
      const words = ['--context-in-query'];
      const { code, stdout } = await run('deploy', ...words);
      expect([operation, code, stdout]).toEqual([
        operation,
        0,
        expect.stringMatching(/done {2}update[\s\S]*done {2}test .*: 14 %[\s\S]*done {2}publish/),
      ]);
      const text = (await run('build', ...words)).stdout.trimEnd();
      expect(aws.functions.get(NAME)?.live?.code.toString()).toBe(text);
      await run('deploy');
    }
  });

  test('a Lambda at the edge keeps its place, too', async () => {
    addDistribution();
    const config = aws.distributions.get('E1')?.config;
    const LambdaFunctionARN = 'arn:aws:lambda:us-east-1:123456789012:function:theirs:1';
    const lambdas = (['viewer-request', 'origin-request'] as const).map((EventType) => ({
      EventType,
      LambdaFunctionARN,
    }));
    if (config?.DefaultCacheBehavior !== undefined)
      config.DefaultCacheBehavior.LambdaFunctionAssociations = { Quantity: 2, Items: lambdas };
    const words = ['deploy', '--distribution', 'E1'];
    const refused = await run(...words);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(LambdaFunctionARN)]);
    expect(await run(...words, '--replace')).toMatchObject({ code: 0 });
    expect(aws.distributions.get('E1')?.config.DefaultCacheBehavior?.LambdaFunctionAssociations).toEqual({
      Quantity: 1,
      Items: [lambdas[1]],
    });
  });

  test('a function that fails is not published', async () => {
    await run('deploy');
    const before = aws.functions.get(NAME)?.live?.etag;
    aws.failNext('TestFunction', { status: 0, code: '' }, () => {
      const made = aws.functions.get(NAME);
      if (made !== undefined) made.draft = { ...made.draft, code: Buffer.from('function handler(') };
    });
    const { code, stderr } = await run('deploy', '--context-in-query');
    expect([code, stderr]).toEqual([1, expect.stringContaining('FF3191')]);
    expect(aws.functions.get(NAME)?.live?.etag).toBe(before);
    expect(await run('deploy', '--context-in-query')).toMatchObject({ code: 0 });
  });

  test('what CloudFront refuses is told with the next step, and without a secret', async () => {
    aws.failNext('CreateFunction', { status: 403, code: 'AccessDenied' });
    const { code, stderr } = await run('deploy');
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/FF3190 {2}CloudFront does not create[\s\S]*AccessDenied/),
    ]);
    expect(stderr).not.toContain('secret-of-the-test');
    expect(await run('deploy')).toMatchObject({ code: 0 });
  });

  test.each([
    [['--path-pattern', '/v1/*'], '--distribution'],
    [['--name', 'a b'], '--name a b is no name'],
  ])('%j is refused', async (words, message) => {
    const { code, stderr } = await run('deploy', ...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test('edge test asks the function that is deployed', async () => {
    const words = ['test', 'new-checkout', '--stage', 'live', '--key', 'ff_client_x', '--json'];
    const none = await run(...words);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('FF3195')]);
    await run('deploy');
    const unfilled = await run(...words);
    expect([unfilled.code, JSON.parse(unfilled.stdout)]).toEqual([
      1,
      { name: NAME, stage: 'LIVE', answer: null, utilization: '14' },
    ]);
    const packed = packSnapshot(EMPTY, { sha256 });
    for (const [key, value] of packed.pages) aws.store.set(key, value);
    aws.store.set(placeKeys(EMPTY).pointer, pointerValue(packed, [{ hash: sha256('ff_client_x') }]).value);
    const { code, stdout } = await run(...words);
    expect([code, JSON.parse(stdout).answer]).toEqual([
      0,
      { version: 7, flags: { 'new-checkout': { reason: 'error', errorCode: 'flag_not_found' } } },
    ]);
    expect(await run('test', '--stage', 'later')).toMatchObject({ code: 2 });
    expect(await run('test', '--key', 'ff_client_x')).toMatchObject({ code: 2 });
  });

  test('needs its store', async () => {
    const { code, stderr } = await runHere(workspace.root, ['edge', 'deploy', '--dir', 'flags']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('FF3194')]);
  });
});
