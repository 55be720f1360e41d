import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from '../testing/fake-terminal.ts';
import { createWorkspace, SMALL_PROJECT, type Workspace } from '../testing/run-flagforge.ts';

let shop: Workspace;
const STAFF = { value: true, variant: 'on', reason: 'rule_match', rule: 'staff' };
const OFF = { value: false, variant: 'off', reason: 'default' };

beforeAll(() => {
  shop = createWorkspace({
    ...SMALL_PROJECT,
    'flags/old.yaml': 'description: x\ntype: boolean\nowner: me\nkind: permanent\narchived: true\nenvironments: {}\n',
    'flags/scheduled.yaml':
      'description: x\ntype: boolean\nowner: me\nkind: permanent\nenvironments:\n  production:\n    enabled: true\n    schedule: [{ at: "2030-01-01T00:00:00Z", default: on }]\n',
  });
});
afterAll(() => shop.remove());

const lines = (stdout: string): unknown[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

test('all flags as one line of JSON, ascending, archived ones left out', async () => {
  const { stdout } = await runHere(shop.root, ['evaluate', '--context', '{"email":"pat@acme.com"}', '--json']);
  expect(stdout).toBe(
    '{"context":{"email":"pat@acme.com"},"results":{"dark-mode":{"value":true,"variant":"on","reason":"rule_match","rule":"staff"},"scheduled":{"value":false,"variant":"off","reason":"default"}}}\n',
  );
});

test('an error has only its reason and code, and the exit is 0', async () => {
  const run = await runHere(shop.root, ['evaluate', 'old', '--context', '{}', '--json']);
  expect(run).toEqual({
    code: 0,
    stdout: '{"context":{},"results":{"old":{"reason":"error","errorCode":"flag_not_found"}}}\n',
    stderr: expect.stringContaining('archived'),
  });
  const { stdout } = await runHere(shop.root, ['evaluate', 'dark-mode', '--context', '[1]', '--json']);
  expect(stdout).toBe('{"context":[1],"results":{"dark-mode":{"reason":"error","errorCode":"invalid_context"}}}\n');
});

test('contexts come back exactly as given, in the order of the input', async () => {
  const given = [
    '{"n":12345678901234567890,"x":1.0}',
    '{ "email" : "pat@acme.com","email":"x" }',
    '{"__proto__":{"a":1},"s":"\u2028"}',
  ];
  const { stdout } = await runHere(shop.root, ['evaluate', 'dark-mode', '--contexts', '-', '--json'], {
    input: `${given.join('\r\n')}\r\n\n`,
  });
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.slice('{"context":'.length, line.indexOf(',"results":'))),
  ).toEqual(given);
});

describe('a line that is no JSON', () => {
  test('is named with its place, after the answers before it', async () => {
    shop.write({ 'users.jsonl': '{}\n\n{"a":}\n{}\n' });
    const run = await runHere(shop.root, ['evaluate', 'dark-mode', '--contexts', 'users.jsonl', '--json']);
    expect(run.code).toBe(1);
    expect(lines(run.stdout)).toEqual([{ context: {}, results: { 'dark-mode': OFF } }]);
    expect(run.stderr).toContain('users.jsonl:3:6');
  });
});

test('a context over several lines is answered on one', async () => {
  const { stdout } = await runHere(shop.root, ['evaluate', 'dark-mode', '--context', '-', '--json'], {
    input: '{\n  "email": "pat@acme.com"\n}\n',
  });
  expect(lines(stdout)).toEqual([{ context: { email: 'pat@acme.com' }, results: { 'dark-mode': STAFF } }]);
});

test.each<[now: string, value: boolean]>([
  ['2029-12-31T23:59:59.999Z', false],
  ['2030-01-01', true],
  ['2030-01-01T01:00:00+01:00', true],
  [String(Date.UTC(2030, 0, 1)), true],
])('--now %s gives %s', async (now, value) => {
  const { stdout } = await runHere(shop.root, ['evaluate', 'scheduled', '--context', '{}', '--now', now, '--json']);
  expect(lines(stdout)).toMatchObject([{ results: { scheduled: { value } } }]);
});

test.each<[environment: string, override: string, reason: string, note: string]>([
  ['development', 'dark-mode=off', 'override', ''],
  ['development', 'dark-mode=blue', 'default', 'no variant "blue"'],
  ['development', 'nope=on', 'default', 'no flag "nope"'],
  ['production', 'dark-mode=on', 'default', 'denies overrides'],
])('in %s the override %s gives %s', async (environment, override, reason, note) => {
  const run = await runHere(shop.root, [
    'evaluate',
    'dark-mode',
    '--context',
    '{}',
    '--environment',
    environment,
    '--override',
    override,
    '--json',
  ]);
  expect(lines(run.stdout)).toMatchObject([{ results: { 'dark-mode': { reason } } }]);
  expect(run.stderr).toContain(note);
});

test('for people: one flag in a sentence, all flags as a table', async () => {
  const one = await runHere(shop.root, ['evaluate', 'dark-mode', '--context', '{"email":"pat@acme.com"}']);
  expect(one.stdout).toBe('dark-mode = true  (variant on, rule_match, rule "staff")\n');
  const all = await runHere(shop.root, ['evaluate', '--context', '{}']);
  expect(all.stdout).toBe('dark-mode  false  off  default\nscheduled  false  off  default\n');
});

test('ten thousand contexts take a moment', async () => {
  const { stdout } = await runHere(shop.root, ['evaluate', '--contexts', '-', '--json'], {
    input: '{"email":"pat@acme.com"}\n'.repeat(10_000),
  });
  expect(stdout.split('\n')).toHaveLength(10_001);
});
