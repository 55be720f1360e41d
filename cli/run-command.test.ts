import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CATALOG, GROUPS } from './command-line/catalog.ts';
import { runHere } from './testing/fake-terminal.ts';
import { createWorkspace, SMALL_PROJECT, type Workspace } from './testing/run-flagforge.ts';

let shop: Workspace;

beforeAll(() => {
  shop = createWorkspace();
});
afterAll(() => shop.remove());

const CONTEXT = '{"email":"pat@acme.com"}';
const BROKEN = {
  ...SMALL_PROJECT,
  'flags/bad.yaml': 'description: x\ntype: boolean\nowner: me\noff: onn\nenvironments: {}\n',
};

describe('exit codes', () => {
  test.each<[name: string, words: string[], code: number]>([
    ['a clean project', ['validate'], 0],
    ['help', ['--help'], 0],
    ['nothing at all, which shows help', [], 0],
    ['the version', ['--version'], 0],
    ['tests that pass', ['test'], 0],
    ['an answer that is an error', ['evaluate', 'nope', '--context', '{}'], 0],
    ['the help of a code', ['explain', 'ff1203'], 0],
    ['an unknown command', ['valdate'], 2],
    ['an unknown option', ['validate', '--jsn'], 2],
    ['a format that does not exist', ['validate', '--format', 'xml'], 2],
    ['two formats at once', ['validate', '--json', '--format', 'sarif'], 2],
    ['a missing argument', ['new'], 2],
    ['an argument too many', ['validate', 'flags'], 2],
    ['a folder that is no project', ['validate', '--dir', 'nope'], 2],
    ['an unknown environment', ['evaluate', '--context', '{}', '--environment', 'prod'], 2],
    ['a context that is no JSON', ['evaluate', '--context', '{a}'], 2],
    ['no context', ['evaluate'], 2],
    ['an instant without offset', ['evaluate', '--context', '{}', '--now', '2026-12-01T09:00'], 2],
    ['a code that does not exist', ['explain', 'FF0000'], 2],
    ['an option before its command', ['--dir', 'flags', 'validate'], 2],
    ['an empty path', ['validate', '--dir', ''], 2],
    ['a flag of another folder', ['archive', '../dark-mode'], 2],
    ['an address that others can reach', ['dev', '--host', '0.0.0.0'], 2],
    ['a port that is none', ['dev', '--port', '70000'], 2],
    ['a folder that cannot be written', ['compile', '--out', '/proc/nope'], 3],
    ['a file of no format', ['types', '--out', 'flags.go'], 2],
    ['stdout and a check at once', ['types', '--out', '-', '--check'], 2],
    ['a file that cannot be written', ['types', '--out', '/proc/nope/flags.d.ts'], 3],
  ])('%s', async (_, words, code) => {
    const run = await runHere(shop.root, words);
    expect(run).toMatchObject({ code });
    if (code > 1) {
      expect(run.stderr).toMatch(/^error {2}/);
      expect(run.stdout).toBe('');
    }
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });

  test('findings are 1, and commands that need answers say them on stderr', async () => {
    const broken = createWorkspace(BROKEN);
    const validate = await runHere(broken.root, ['validate']);
    expect(validate).toMatchObject({ code: 1, stderr: '' });
    expect(validate.stdout).toContain('flags/bad.yaml');
    for (const words of [['evaluate', '--context', '{}'], ['explain', 'dark-mode', '--context', '{}'], ['compile']]) {
      const run = await runHere(broken.root, words);
      expect(run).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr).toContain('flags/bad.yaml');
    }
    expect(await runHere(broken.root, ['test'])).toMatchObject({ code: 1 });
    broken.remove();
  });
});

describe('mistakes on the command line get the next step', () => {
  test.each<[words: string[], hint: string]>([
    [['valdate'], 'did you mean: flagforge validate'],
    [['lint'], 'did you mean: flagforge validate'],
    [['validate', '--jsn'], 'did you mean --json?'],
    [['validate', '--format', 'jsno'], 'did you mean --format json?'],
    [['validate', 'flags'], 'flagforge validate --dir flags'],
    [['validate', '--dir', '.'], '--dir flags'],
    [['explain', 'dark-mod', '--context', '{}'], 'did you mean dark-mode?'],
    [['evaluate', '--context', 'email=pat'], '{"email":"pat"}'],
    [['evaluate', '--context', '{}', '--environment', 'prod'], 'did you mean --environment production?'],
    [['evaluate', '--context', '{}', '--now', '2026-12-01 09:00'], '2026-12-01T09:00Z'],
    [['evaluate', '--context', '{}', '--override', 'dark-mode'], 'dark-mode'],
    [['new', 'Dark Mode!'], 'flagforge new dark-mode'],
    [['new', 'dark-mode'], 'flags/dark-mode.yaml'],
    [['test', 'dark'], 'did you mean dark-mode?'],
    [['fmt', 'drak-mode.yaml'], 'did you mean dark-mode.yaml?'],
    [['completion', 'powershell'], 'bash, zsh, fish'],
    [['help', 'valdate'], 'did you mean: flagforge validate'],
    [['validate', '--dir', 'flags/flagforge.yaml'], 'did you mean --dir flags?'],
    [['archive', 'dark-mode', 'search'], 'archive takes no further word: search'],
    [['evaluate', 'dark-mode', 'search', '--context', '{}'], 'evaluate takes no further word: search\n'],
    [['validate', '--', '--json'], 'validate takes no further word: --json'],
    [['validate', ''], 'validate takes no further word: ""'],
    [['approve-check', '#118'], 'write: flagforge approve-check --request 118\n'],
    [['--dir', 'shop', 'validate'], 'options come after it: flagforge validate --dir ...'],
    [['validate', '--dir', ''], 'leave --dir out for flags'],
    [['explain', 'test', '--contex', '{}'], 'see: flagforge explain --help'],
    [['explain', 'FF13'], 'codes that begin with FF13:'],
    [['explain', 'FF7777'], 'FF10, FF11'],
    [['evaluate', '--context', '{}', '--now', '2026'], 'epoch milliseconds'],
    [['archive', '../dark-mode'], 'does not lie in the project'],
  ])('%j', async (words, hint) => {
    const run = await runHere(shop.root, words);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(hint);
  });
});

test('a number that is hardly an instant is told in words, and taken', async () => {
  const words = ['evaluate', 'dark-mode', '--context', '{}', '--now'];
  const [seconds, ms] = [
    await runHere(shop.root, [...words, '1780000000']),
    await runHere(shop.root, [...words, '1780000000000']),
  ];
  expect(seconds).toMatchObject({ code: 0, stderr: expect.stringContaining('is 1970-01-21T14:26:40Z') });
  expect(ms).toMatchObject({ code: 0, stderr: '' });
});

test('a flag may be called like a code; a path of its file names it too', async () => {
  const odd = createWorkspace({ ...SMALL_PROJECT, 'flags/ff1203.yaml': SMALL_PROJECT['flags/dark-mode.yaml'] ?? '' });
  expect((await runHere(odd.root, ['explain', 'ff1203', '--context', '{}'])).stdout).toMatch(/^ff1203 = false/);
  expect((await runHere(odd.root, ['explain', 'ff1203'])).stdout).toMatch(/^FF1203 {2}unknown variant/);
  expect((await runHere(odd.root, ['test', 'flags/dark-mode.test.yaml'])).code).toBe(0);
  expect((await runHere(odd.root, ['archive', 'flags/ff1203.yaml'])).code).toBe(0);
  odd.remove();
});

test('commands whose answer is one document write it though the project has errors', async () => {
  const broken = createWorkspace({ ...BROKEN, 'flags/flagforge.yaml': 'version: 1\norganisation: acme\n' });
  for (const words of [
    ['validate'],
    ['test'],
    ['explain', 'dark-mode', '--context', '{}'],
    ['compile'],
    ['types'],
    ['new', 'a', '--yes'],
    ['archive', 'dark-mode'],
  ]) {
    const { code, stdout } = await runHere(broken.root, [...words, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).diagnostics.length).toBeGreaterThan(0);
  }
  expect(await runHere(broken.root, ['evaluate', '--context', '{}', '--json'])).toMatchObject({ code: 1, stdout: '' });
  broken.remove();
});

describe('--json of every command is one document on stdout', () => {
  test.each<[words: string[], keys: string[]]>([
    [['validate', '--json'], ['diagnostics']],
    [
      ['test', '--json'],
      ['diagnostics', 'tests', 'summary'],
    ],
    [['fmt', '--check', '--json'], ['files']],
    [
      ['evaluate', '--context', CONTEXT, '--json'],
      ['context', 'results'],
    ],
    [
      ['explain', 'dark-mode', '--context', CONTEXT, '--json'],
      ['flag', 'environment', 'now', 'result', 'steps'],
    ],
    [
      ['explain', 'FF1203', '--json'],
      ['code', 'title', 'severity', 'paragraph', 'example'],
    ],
    [
      ['compile', '--out', 'out', '--json'],
      ['snapshots', 'diagnostics'],
    ],
    [
      ['types', '--json'],
      ['file', 'format', 'flags', 'state', 'diagnostics'],
    ],
    [
      ['new', 'from-json', '--owner', 'me', '--json'],
      ['flag', 'file'],
    ],
    [
      ['archive', 'from-json', '--json'],
      ['flag', 'file', 'archived', 'dependants'],
    ],
    [
      ['completion', 'bash', '--json'],
      ['shell', 'script'],
    ],
  ])('%j', async (words, keys) => {
    const { code, stdout } = await runHere(shop.root, words);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(stdout))).toEqual(keys);
  });
});

test('every command teaches with examples', async () => {
  const { stdout } = await runHere(shop.root, ['--help']);
  const listed = [...stdout.matchAll(/^ {2}([a-z-]+) {2,}/gm)].flatMap(([, name]) => name ?? []);
  expect(listed).toEqual([...[...CATALOG, ...GROUPS].map(({ name }) => name), 'help']);
  const below = GROUPS.flatMap((group) => group.commands.map(({ name }) => [group.name, name]));
  for (const words of [...CATALOG.map(({ name }) => [name]), ...below])
    expect(await runHere(shop.root, [...words, '--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Examples:\n  '),
    });
});

test('a word with commands below it lists them, and names the one that was meant', async () => {
  const { code, stdout } = await runHere(shop.root, ['audit']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}log {2,}[\s\S]*^ {2}verify {2,}/m);
  expect(await runHere(shop.root, ['audit', 'verfy'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean: flagforge audit verify'),
  });
  expect(await runHere(shop.root, ['keys', 'create', '--knd', 'server'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean --kind?'),
  });
});

test('help takes a command below a word', async () => {
  const asked = await runHere(shop.root, ['help', 'audit', 'log']);
  expect(asked).toEqual(await runHere(shop.root, ['audit', 'log', '--help']));
  expect(asked.stdout).toMatch(/^Usage: flagforge audit log /);
  expect((await runHere(shop.root, ['help', 'audit'])).stdout).toMatch(/^Usage: flagforge audit \[/);
  expect(await runHere(shop.root, ['help', 'audit', 'verfy'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean: flagforge audit verify'),
  });
});

test('a file that may not be read is a finding, not a crash', async () => {
  const odd = createWorkspace({ ...SMALL_PROJECT });
  symlinkSync('/nowhere', join(odd.root, 'flags/ghost.yaml'));
  mkdirSync(join(odd.root, 'flags/dir.yaml'));
  const { code, stderr } = await runHere(odd.root, ['validate']);
  expect(code).toBe(1);
  expect(stderr).toBe('');
  odd.remove();
});
