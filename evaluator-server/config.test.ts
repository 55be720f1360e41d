import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError, parseConfig } from './config.ts';
import { DEFAULT_LIMITS } from './limits.ts';

const NEEDED = { FLAGFORGE_SNAPSHOTS: '/snapshots', FLAGFORGE_KEYS: '/keys.json' };

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const PUBLIC_PEM = String(publicKey.export({ type: 'spki', format: 'pem' }));
const PRIVATE_PEM = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
const RSA_PEM = String(
  generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export({ type: 'spki', format: 'pem' }),
);

const folder = mkdtempSync(join(tmpdir(), 'flagforge-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the configuration', () => {
  test('needs only where snapshots and keys are', () => {
    expect(parseConfig(NEEDED)).toEqual({
      host: '0.0.0.0',
      workers: availableParallelism(),
      port: 8_080,
      ticketSecrets: [],
      publicUrl: null,
      from: { snapshots: '/snapshots', keys: '/keys.json', publicKeys: [] },
      trustedProxies: [],
      drainMs: 0,
      metricsToken: null,
      accessLog: 'off',
      limits: DEFAULT_LIMITS,
    });
  });

  test('takes every setting, and an empty one as not set', () => {
    const config = parseConfig({
      ...NEEDED,
      FLAGFORGE_HOST: '::1',
      FLAGFORGE_PORT: '0',
      FLAGFORGE_TRUSTED_PROXIES: '10.0.0.0/8, ::1,',
      FLAGFORGE_MAX_BODY_BYTES: ' 1024 ',
      FLAGFORGE_CLIENT_RATE: '',
    });
    expect(config).toMatchObject({ host: '::1', port: 0, trustedProxies: ['10.0.0.0/8', '::1'] });
    expect(config.limits).toEqual({ ...DEFAULT_LIMITS, bodyBytes: 1_024 });
  });

  test('takes who may read metrics and what is logged, and refuses what is neither', () => {
    const token = 'zq'.repeat(16);
    expect(parseConfig({ ...NEEDED, FLAGFORGE_METRICS_TOKEN: token, FLAGFORGE_ACCESS_LOG: 'errors' })).toMatchObject({
      metricsToken: token,
      accessLog: 'errors',
    });
    const wrong = { ...NEEDED, FLAGFORGE_METRICS_TOKEN: 'zq zq', FLAGFORGE_ACCESS_LOG: 'some' };
    expect(() => parseConfig(wrong)).toThrow('it must be one of off, errors, all');
    expect(() => parseConfig(wrong)).toThrow('FLAGFORGE_METRICS_TOKEN must be 16 characters or more');
    expect(() => parseConfig(wrong)).not.toThrow('zq');
  });

  test('reports everything that is wrong at once', () => {
    const env = {
      FLAGFORGE_KEYS: '/keys.json',
      FLAGFORGE_PORT: '65536',
      FLAGFORGE_MAX_BODY_BYTES: '64k',
      FLAGFORGE_CLIENT_RATE: '-1',
      FLAGFORGE_TRUSTED_PROXIES: 'nginx',
    };
    expect(() => parseConfig(env)).toThrow(ConfigError);
    expect(() => parseConfig(env)).toThrow(
      [
        'FLAGFORGE_PORT is "65536"; it must be a whole number from 0 to 65535',
        'FLAGFORGE_SNAPSHOTS is not set; it names the folder of compiled snapshots',
      ].join('\n'),
    );
  });

  test('takes the secrets of stream tickets, and the address that clients know the server by', () => {
    const [one, other] = ['1'.repeat(32), 'ü'.repeat(16)];
    const env = {
      ...NEEDED,
      FLAGFORGE_TICKET_SECRET: ` ${one}, ${other} `,
      FLAGFORGE_PUBLIC_URL: 'https://Flags.shop/ff/',
    };
    expect(parseConfig(env)).toMatchObject({ ticketSecrets: [one, other], publicUrl: 'https://flags.shop/ff' });
  });

  test.each([
    ['FLAGFORGE_TICKET_SECRET', 'too-short-secret', 'has a secret of less than 32 bytes'],
    ['FLAGFORGE_TICKET_SECRET', `${'1'.repeat(32)},`, 'has a secret of less than 32 bytes'],
    ['FLAGFORGE_TICKET_SECRET', Array(9).fill('1'.repeat(32)).join(), 'has 9 secrets'],
    ['FLAGFORGE_PUBLIC_URL', 'flags.shop', 'is no address'],
    ['FLAGFORGE_PUBLIC_URL', 'ftp://flags.shop', 'is no address'],
    ['FLAGFORGE_PUBLIC_URL', 'https://sam:sesame@flags.shop', 'is no address'],
    ['FLAGFORGE_PUBLIC_URL', 'https://flags.shop?a', 'is no address'],
  ])('refuses %s as %s without saying it again', (name, value, problem) => {
    const parse = () => parseConfig({ ...NEEDED, [name]: value });
    expect(parse).toThrow(`${name} ${problem}`);
    expect(parse).not.toThrow(value);
  });

  test('signatures are asked for of files, too', () => {
    expect(parseConfig({ ...NEEDED, FLAGFORGE_PUBLIC_KEY: PUBLIC_PEM }).from.publicKeys).toHaveLength(1);
  });
});

describe('the configuration of a server that reads stores', () => {
  const STORES = { FLAGFORGE_PROJECT: 'acme/web-store', REDIS_URL: 'rediss://:p%40ss@cache:6380' };

  test('needs a project and one store', () => {
    expect(parseConfig(STORES).from).toMatchObject({
      project: { organization: 'acme', project: 'web-store' },
      environments: null,
      redis: { address: { isTls: true, password: 'p@ss', isCluster: false, label: 'cache:6380' } },
      postgres: null,
      stateFolder: null,
      publicKeys: [],
    });
    const { FLAGFORGE_PROJECT } = STORES;
    const DATABASE_URL = 'postgres://u:p@db/flags?sslmode=verify-full';
    expect(parseConfig({ FLAGFORGE_PROJECT, DATABASE_URL }).from).toMatchObject({
      redis: null,
      postgres: { label: 'db:5432/flags', plainUrl: null },
    });
  });

  test('takes what `flagforge publish` takes of Redis, names of environments, and public keys as text or files', () => {
    const ca = join(folder, 'ca.pem');
    const keys = join(folder, 'keys.pem');
    writeFileSync(ca, '-----BEGIN CERTIFICATE-----');
    writeFileSync(keys, `${PUBLIC_PEM}${PUBLIC_PEM}`);
    const settings = {
      REDIS_CA: ca,
      REDIS_CERT: '-----BEGIN CERT',
      REDIS_KEY: '-----BEGIN KEY',
      REDIS_CLUSTER: 'true',
    };
    const { from } = parseConfig({
      ...{ ...STORES, ...settings },
      FLAGFORGE_ENVIRONMENTS: 'production, eu.staging,production',
      FLAGFORGE_STATE: '/state',
      FLAGFORGE_PUBLIC_KEY: keys,
    });
    expect(from).toMatchObject({
      environments: ['production', 'eu.staging'],
      stateFolder: '/state',
      redis: {
        address: { isCluster: true },
        certificates: { ca: '-----BEGIN CERTIFICATE-----', cert: '-----BEGIN CERT', key: '-----BEGIN KEY' },
      },
    });
    expect(from.publicKeys).toHaveLength(2);
    const inLine = PUBLIC_PEM.replaceAll('\n', '\\n');
    expect(parseConfig({ ...STORES, FLAGFORGE_PUBLIC_KEY: inLine }).from.publicKeys).toHaveLength(1);
    expect(parseConfig({ ...STORES, FLAGFORGE_PUBLIC_KEY: `${keys},${keys}` }).from.publicKeys).toHaveLength(4);
  });

  test.each<[string, Record<string, string>, readonly string[]]>([
    [
      'nothing at all',
      {},
      [
        'FLAGFORGE_PROJECT is not set; with REDIS_URL or DATABASE_URL it names the project to serve',
        'FLAGFORGE_SNAPSHOTS and FLAGFORGE_KEYS are not set either; they name files to serve instead',
      ],
    ],
    ['files and stores', { ...NEEDED, ...STORES }, ['FLAGFORGE_SNAPSHOTS and FLAGFORGE_PROJECT are both set']],
    [
      'files and a folder for copies',
      { ...NEEDED, FLAGFORGE_STATE: '/s' },
      ['FLAGFORGE_SNAPSHOTS and FLAGFORGE_STATE'],
    ],
    ['no store', { FLAGFORGE_PROJECT: 'acme/shop' }, ['neither REDIS_URL nor DATABASE_URL is set']],
    ['no project', { REDIS_URL: 'redis://cache' }, ['FLAGFORGE_PROJECT is not set']],
    [
      'what cannot be read, all of it',
      {
        FLAGFORGE_PROJECT: 'acme/web/store',
        FLAGFORGE_ENVIRONMENTS: 'production,../etc',
        REDIS_URL: 'http://:SECRET@cache',
        REDIS_CA: '/nowhere/ca.pem',
        REDIS_KEY: '-----BEGIN SECRET',
        DATABASE_URL: 'mysql://u:SECRET@db/x',
        FLAGFORGE_PUBLIC_KEY: '/nowhere/key.pem',
      },
      [
        'REDIS_CA is no PEM text, and no file that can be read (ENOENT)',
        'REDIS_CERT and REDIS_KEY belong together; REDIS_CERT is not set',
        'REDIS_URL cannot be used: it does not begin with redis://',
        'DATABASE_URL cannot be used: it does not begin with postgres://',
        'FLAGFORGE_PROJECT is "acme/web/store"; it must be an organisation and a project, acme/web-store',
        'FLAGFORGE_ENVIRONMENTS holds "../etc", which no environment is called',
        'FLAGFORGE_PUBLIC_KEY is no PEM text, and no file that can be read (ENOENT)',
      ],
    ],
    ['a folder above', { FLAGFORGE_PROJECT: '../..', REDIS_URL: 'redis://cache' }, ['FLAGFORGE_PROJECT is "../.."']],
    [
      'a private key',
      { ...STORES, FLAGFORGE_PUBLIC_KEY: PRIVATE_PEM },
      ['it holds a private key, which only publishers'],
    ],
    ['a key of another kind', { ...STORES, FLAGFORGE_PUBLIC_KEY: RSA_PEM }, ['key 1 in it is no Ed25519 key']],
    ['an empty key', { ...STORES, FLAGFORGE_PUBLIC_KEY: '-----BEGIN PUBLIC' }, ['it holds no "-----BEGIN PUBLIC KEY']],
  ])('says what is wrong with %s', (_, env, problems) => {
    let found: readonly string[] = [];
    try {
      parseConfig(env);
    } catch (error) {
      if (error instanceof ConfigError) found = error.problems;
    }
    expect(found).toEqual(problems.map((problem) => expect.stringContaining(problem)));
    expect(found.join()).not.toContain('SECRET');
    expect(found.join()).not.toContain('PRIVATE');
  });
});

test('a port that Kubernetes set for a service is told as such', () => {
  const env = { FLAGFORGE_SNAPSHOTS: '/x', FLAGFORGE_KEYS: '/y', FLAGFORGE_PORT: 'tcp://10.0.0.1:8080' };
  expect(() => parseConfig(env)).toThrow(/^FLAGFORGE_PORT is "tcp:.*enableServiceLinks: false/);
});
