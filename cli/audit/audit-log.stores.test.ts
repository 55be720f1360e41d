import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuditedProject, createAuditedProject } from '../testing/audited-project.ts';

const flag = (production: string): string =>
  `description: A flag\ntype: boolean\nowner: web\nkind: permanent\nenvironments:\n  production: ${production}\n`;

let project: AuditedProject;
let commits: readonly string[];

beforeAll(async () => {
  project = await createAuditedProject(
    'environments: { staging: { approvals: 0 }, production: { approvals: 1 } }\nunit: userId\n',
  );
  const unapproved = ['--unapproved', '--reason', 'the first \u001b[2J'];
  const first = project.commit({
    'flags/a.yaml': flag('{ enabled: true, default: { rollout: { on: 10, off: 90 } } }'),
    'flags/b.yaml': flag('{ enabled: true }'),
  });
  await project.mustRun('publish', ...unapproved);
  const second = project.commit({
    'flags/a.yaml': flag('{ enabled: true, default: { rollout: { on: 25, off: 75 } } }'),
  });
  await project.mustRun('publish', '--unapproved', '--reason', 'more of it');
  await project.mustRun('kill', 'a', '--environment', 'production', '--reason', 'errors on /search', '--yes');
  commits = [first, second].map((commit) => commit.slice(0, 7));
});
afterAll(() => project.remove());

const log = async (...words: string[]) => {
  const { code, stdout, stderr } = await project.run(['audit', 'log', ...words]);
  const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(.*?\)/g;
  return {
    code,
    stderr,
    lines: stdout.replace(time, 'TIME').replaceAll(project.login, 'sam').split('\n').slice(0, -1),
  };
};

test('newest first: when, what, who and why, in words and as a difference', async () => {
  expect(await log('--environment', 'production')).toEqual({
    code: 0,
    stderr: '',
    lines: [
      `TIME  kill  production v2 -> v3  ${commits[1]}`,
      '  by      database:sam',
      '  reason  errors on /search',
      '  #8  kill a  killed by break-glass: serves off',
      '',
      `TIME  publish  production v1 -> v2  ${commits[1]}`,
      '  by          database:sam',
      '  reason      more of it',
      '  UNAPPROVED  by break-glass, without the approvals that are asked for',
      '  #7  a  default: rollout on 10 % -> 25 %',
      '      - default.rollout.weights: [["on",10000],["off",90000]]',
      '      + default.rollout.weights: [["on",25000],["off",75000]]',
      '',
      `TIME  publish  production v1  ${commits[0]}`,
      '  by          database:sam',
      '  reason      the first \\u{1b}[2J',
      '  UNAPPROVED  by break-glass, without the approvals that are asked for',
      '  #4  environment production  added',
      '  #5  a  added: boolean, enabled, default: rollout on 10 %, off 90 %',
      '  #6  b  added: boolean, enabled, default: off',
    ],
  });
});

describe('filters', () => {
  test.each<[words: readonly string[], entries: readonly number[]]>([
    [[], [8, 7, 6, 5, 4, 3, 2, 1]],
    [
      ['--flag', 'a'],
      [8, 7, 5, 2],
    ],
    [
      ['--flag', 'a', '--environment', 'production', '--action', 'publish'],
      [7, 5],
    ],
    [['--action', 'kill'], [8]],
    [
      ['--actor', 'LOGIN_'],
      [8, 7, 6, 5, 4, 3, 2, 1],
    ],
    [['--actor', '%'], []],
    [
      ['--since', '1h'],
      [8, 7, 6, 5, 4, 3, 2, 1],
    ],
    [['--until', '1h'], []],
    [
      ['--limit', '2'],
      [8, 7],
    ],
    [['--flag', "x' or true --"], []],
  ])('%j', async (words, entries) => {
    const { code, stdout } = await project.run(['audit', 'log', '--json', ...words]);
    expect(code).toBe(0);
    const json = JSON.parse(stdout) as {
      readonly entries: readonly { readonly seq: number }[];
      readonly isCut: boolean;
    };
    expect(json.entries.map(({ seq }) => seq)).toEqual(entries);
    expect(json.isCut).toBe(words.includes('--limit'));
  });
});

test('as JSON an entry has everything, its states as JSON', async () => {
  const { stdout } = await project.run(['audit', 'log', '--json', '--action', 'kill']);
  expect(JSON.parse(stdout)).toMatchObject({
    organization: project.organization,
    project: 'shop',
    entries: [
      {
        ...{ seq: 8, environment: 'production', version: 3, action: 'kill', subject: 'kill', flag: 'a' },
        ...{ oldState: null, newState: { kind: 'kill', flag: 'a' }, reason: 'errors on /search', approvals: [] },
        ...{ actor: `database:${project.login}`, login: project.login, isUnapproved: false },
        ...{ hash: expect.stringMatching(/^[0-9a-f]{64}$/), previousHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    ],
    isCut: false,
  });
});

test('what the limit leaves out is said, and so is nothing', async () => {
  expect((await log('--limit', '3')).stderr).toBe('the newest 3 entries; --limit all shows the others\n');
  expect(await log('--flag', 'zzz')).toEqual({
    code: 0,
    stderr: `no entry of ${project.organization}/shop is like this\n`,
    lines: [],
  });
});

test('an action that there is none of, and a folder without a project, are wrong usage', async () => {
  expect(await project.run(['audit', 'log', '--action', 'deploy'])).toMatchObject({ code: 2 });
  expect(await project.run(['audit', 'log', '--dir', 'nowhere'])).toMatchObject({ code: 2 });
});

test('a login that may only publish reads and proves the log as well', async () => {
  const publisher = await project.server.createLogin('publisher', project.organization);
  expect(await project.run(['audit', 'log', '--limit', '1'], { as: publisher })).toMatchObject({ code: 0 });
  expect(await project.run(['audit', 'verify'], { as: publisher })).toMatchObject({ code: 0, stderr: '' });
});

test('a login of another organisation is told, and sees nothing', async () => {
  const stranger = await project.server.createLogin('auditor', 'globex');
  const { code, stdout } = await project.run(['audit', 'log'], { as: stranger });
  expect(code).not.toBe(0);
  expect(stdout).toBe('');
});
