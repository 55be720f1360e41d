import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from '../config.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { misspelledVariables, parseCommandLine, unknownVariables } from './command-line.ts';
import { effectiveSettings, renderHelp, renderSettings } from './print-config.ts';
import { flagOf, LIMIT_SETTINGS, SETTINGS } from './settings.ts';

const FILES = { FLAGFORGE_SNAPSHOTS: '/x', FLAGFORGE_KEYS: '/y' };

test('every limit is a setting, and every setting has a name and a flag of its own', () => {
  expect(LIMIT_SETTINGS.map(({ limit }) => limit).sort()).toEqual(Object.keys(DEFAULT_LIMITS).sort());
  expect(new Set(SETTINGS.map(({ name }) => name)).size).toBe(SETTINGS.length);
  expect(new Set(SETTINGS.map(flagOf)).size).toBe(SETTINGS.length);
});

test('each limit takes its least and its most, and nothing beyond', () => {
  for (const { name, limit, least, most } of LIMIT_SETTINGS) {
    for (const value of [least, most])
      expect(parseConfig({ ...FILES, [name]: String(value) }).limits[limit]).toBe(value);
    for (const value of [least - 1, most + 1, 'x', '1.5'])
      expect(() => parseConfig({ ...FILES, [name]: String(value) })).toThrow(new RegExp(`^${name} is "`));
  }
});

test('a flag counts more than its variable', () => {
  const { settings, problems, action } = parseCommandLine(['--port', '9000', '--stream-rate=7']);
  expect({ problems, action }).toEqual({ problems: [], action: 'serve' });
  const config = parseConfig({ ...FILES, FLAGFORGE_PORT: '1', ...settings });
  expect(config).toMatchObject({ port: 9000, limits: { streamRate: 7 } });
});

test.each([
  [['--prot', '9000'], ['--prot is no setting; did you mean --port?']],
  [['--frobnicate'], ['--frobnicate is no setting; --help lists them']],
  [['--json'], ['--json goes with --print-config']],
  [['--port'], ['--port needs a value']],
  [['--port', '--host', 'x'], ['--port needs a value']],
  [['serve'], ['"serve" is no flag; settings are --name value']],
  [
    ['--ticket-secret', 'abc'],
    ['--ticket-secret: a secret on a command line can be read by others; set FLAGFORGE_TICKET_SECRET instead'],
  ],
])('%j is told in words', (words, expected) => {
  expect(parseCommandLine(words).problems).toEqual(expected);
});

test('a variable that looks misspelled is named, others are nobody’s business', () => {
  const env = {
    FLAGFORGE_PROT: '1',
    FLAGFORGE_TOKEN: 'x',
    FLAGFORGE_KEY: 'y',
    FLAGFORGE_SOMETHING_ELSE: 'z',
    PATH: '',
  };
  expect(misspelledVariables(env)).toEqual(['FLAGFORGE_PROT is no setting; did you mean FLAGFORGE_PORT?']);
});

test('what is wrong is told all at once', () => {
  const problems = ['--prot is no setting; did you mean --port?'];
  const broken = () => parseConfig({ ...FILES, FLAGFORGE_WORKERS: '0', FLAGFORGE_STREAMS: 'many' }, problems);
  expect(broken).toThrow(ConfigError);
  expect(broken).toThrow(/--prot[\s\S]*FLAGFORGE_STREAMS[\s\S]*FLAGFORGE_WORKERS/);
});

test('what is in force is shown with where it comes from, and secrets are not shown at all', () => {
  const env = {
    REDIS_URL: 'rediss://sam:hunter22@cache:6380/1?token=hunter22',
    DATABASE_URL: 'postgres://sam:hunter22@db/flags',
    FLAGFORGE_TICKET_SECRET: 'hunter22'.repeat(8),
    FLAGFORGE_METRICS_TOKEN: 'hunter22'.repeat(8),
    REDIS_KEY: '-----BEGIN hunter22',
    FLAGFORGE_STREAMS: '5',
  };
  const settings = effectiveSettings(env, { FLAGFORGE_PORT: '9' });
  const found = (name: string) => settings.find((each) => each.name === name);
  expect(found('FLAGFORGE_PORT')).toMatchObject({ value: '9', from: 'flag' });
  expect(found('FLAGFORGE_STREAMS')).toMatchObject({ value: '5', from: 'variable' });
  expect(found('FLAGFORGE_STREAM_RATE')).toMatchObject({ value: '2000', from: 'default' });
  expect(found('REDIS_URL')).toMatchObject({ value: 'rediss://***@cache:6380/1?***' });
  const text = renderSettings(settings) + JSON.stringify(settings);
  expect(text).not.toContain('hunter22');
  expect(text).not.toContain('sam');
});

test.each([
  ['REDIS_URL', 'redis://sam:hunter@22@cache:6379/0', 'redis://***@cache:6379/0'],
  ['REDIS_URL', ':hunter22@cache:6379', '***'],
  ['REDIS_URL', 'redis://cache:6379', 'redis://cache:6379'],
  ['REDIS_URL', 'redis://cache?password=hunter@22', 'redis://***'],
  ['DATABASE_URL', 'host=db user=sam password=hunter22', '***'],
  ['DATABASE_URL', 'postgres://sam:hunt/er22@db/flags', 'postgres://***@db/flags'],
  ['DATABASE_URL', 'postgres://sam:hunt?er22@db/flags', 'postgres://***'],
  ['DATABASE_URL', 'postgres://sam:hunter22@one,two:5433/flags#x', 'postgres://***@one,two:5433/flags?***'],
  ['FLAGFORGE_PUBLIC_URL', 'https://sam:hunter22@flags.example.com', 'https://***@flags.example.com'],
  ['FLAGFORGE_PUBLIC_KEY', '-----BEGIN PRIVATE KEY-----\nhunter22', '***'],
  ['REDIS_CERT', 'CERTIFICATE\n-----BEGIN EC PRIVATE KEY-----\nhunter22', '***'],
  ['FLAGFORGE_HOST', 'one\ntwo', 'one two'],
])('of %s %j only %j is shown', (name, given, value) => {
  expect(effectiveSettings({ [name]: given }, {}).find((each) => each.name === name)?.value).toBe(value);
});

test('a variable of no program is told, with what holds for it: nothing', () => {
  const own = Object.fromEntries(SETTINGS.map(({ name }) => [name, 'x']));
  const others = { FLAGFORGE_CLERK_ISSUER: 'x', FLAGFORGE_CONSOLE_PORT: 'x', FLAGFORGE_WORKER: '0', HOME: '/' };
  expect(unknownVariables({ ...own, ...others })).toEqual([]);
  expect(unknownVariables({ FLAGFORGE_TRUSTED_PROXY: 'x', FLAGFORGE_SERVICE_HOST: 'x', FLAGFORGE_PROT: 'x' })).toEqual([
    'FLAGFORGE_TRUSTED_PROXY',
    'FLAGFORGE_SERVICE_HOST',
  ]);
});

test('help names every setting', () => {
  const help = renderHelp();
  for (const setting of SETTINGS) expect(help).toContain(setting.isSecret === true ? setting.name : flagOf(setting));
});
