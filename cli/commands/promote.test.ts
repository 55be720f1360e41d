import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../forge/testing/start-github.ts';
import { runHere } from '../testing/fake-terminal.ts';
import { createFlagsRepository, type FlagsRepository } from '../testing/flags-repository.ts';
import { createGitFolder, GIT_TEST_ENVIRONMENT } from '../testing/git-repository.ts';

const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const PROJECT = `version: 1
organization: acme
project: shop
unit: userId
environments: { staging: {}, production: {} }
`;

const FLAG = `description: New checkout page
type: boolean
owner: team-checkout
kind: permanent

environments:
  staging:
    enabled: true
    rules:
      # only here
      - name: staff
        if: email ends_with "@acme.com"
        serve: on
    default: { rollout: 10% }
  production:
    enabled: true # since May
    targets: { on: [user-1] }
    default: off
`;

const FILES = { 'flags/flagforge.yaml': PROJECT, 'flags/new-checkout.yaml': FLAG };

const PROMOTED = FLAG.replace(
  '    targets: { on: [user-1] }\n    default: off\n',
  '    rules:\n      - name: staff\n        if: email ends_with "@acme.com"\n        serve: on\n    default: { rollout: 10% }\n',
);

const PROMOTE = ['promote', 'new-checkout', '--from', 'staging', '--to', 'production'] as const;

interface Place {
  readonly github: GitHubStandIn;
  readonly root: string;
  run(words: readonly string[]): ReturnType<typeof runHere>;
}

/** A clone of a repository on GitHub. */
async function createPlace(): Promise<Place> {
  const github = await startGitHub({ files: FILES, tokenOf: 'patlee' });
  cleanUps.push(() => github.close());
  const folder = createGitFolder();
  cleanUps.push(folder.remove);
  folder.git('', 'clone', '--quiet', github.repository, 'clone');
  const env = { ...GIT_TEST_ENVIRONMENT, ...github.env, HOME: folder.root };
  return { github, root: folder.path('clone'), run: (words) => runHere(folder.path('clone'), words, { env }) };
}

function createLocal(): FlagsRepository & Pick<Place, 'run'> {
  const repository = createFlagsRepository(FILES);
  cleanUps.push(repository.remove);
  const env = { ...GIT_TEST_ENVIRONMENT, HOME: repository.root };
  return { ...repository, run: (words) => runHere(repository.root, words, { env }) };
}

describe('as a change request', () => {
  test('copies what differs by edits of the newest file on the base branch, and says what and why', async () => {
    const { github, root, run } = await createPlace();
    // Merged by somebody else since the clone was made; and an edit that was never committed.
    const newest = FLAG.replace('team-checkout', 'team-pay');
    await github.push('main', { 'flags/new-checkout.yaml': newest });
    writeFileSync(join(root, 'flags/new-checkout.yaml'), 'type: boolean\n');
    const { code, stdout, stderr } = await run([...PROMOTE, '--reason', 'staff like it, *a lot* @acme']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('new-checkout  staging -> production: targets, rules, default\n');
    expect(stdout).toContain('\n-    targets: { on: [user-1] }\n');
    expect(stdout).toContain('Opened request #1: Promote new-checkout from staging to production\n');
    const pull = github.pull(1);
    expect(pull.title).toBe('Promote new-checkout from staging to production');
    expect(pull.body).toContain('**Why:** staff like it, \\*a lot\\* @\u200bacme');
    expect(pull.body).toContain('```diff\n@@');
    const text = await github.git('show', `${pull.head}:flags/new-checkout.yaml`);
    expect(`${text}\n`).toBe(PROMOTED.replace('team-checkout', 'team-pay'));
    expect(readFileSync(join(root, 'flags/new-checkout.yaml'), 'utf8')).toBe('type: boolean\n');
  });

  test('copies only what was asked for, under a title of its own, and answers in JSON', async () => {
    const { github, run } = await createPlace();
    const { stdout } = await run([...PROMOTE, '--only', 'rules', '--title', 'Staff first', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ flag: 'new-checkout', from: 'staging', to: 'production', file: 'flags/new-checkout.yaml' },
      ...{ keys: ['rules'], outcome: 'opened', request: { number: 1, title: 'Staff first' } },
    });
    expect(await github.git('show', `${github.pull(1).head}:flags/new-checkout.yaml`)).toContain('on: [user-1]');
  });

  test('only shows it with --dry-run', async () => {
    const { github, run } = await createPlace();
    const { code, stdout } = await run([...PROMOTE, '--dry-run']);
    expect({ code, pulls: github.heard.filter(({ method }) => method !== 'GET') }).toEqual({ code: 0, pulls: [] });
    expect(stdout).toContain('Nothing was written.\n');
  });
});

describe('without a forge', () => {
  test('says what to set up, and that the file can be changed here', async () => {
    const { run } = createLocal();
    const { code, stderr } = await run(PROMOTE);
    expect(code).toBe(2);
    expect(stderr).toContain('FF4100');
    expect(stderr).toContain('--write');
  });

  test('changes the file with --write, and then there is nothing to do', async () => {
    const { root, run } = createLocal();
    const { code, stdout } = await run([...PROMOTE, '--write']);
    expect({ code, last: stdout.split('\n').at(-2) }).toEqual({
      code: 0,
      last: 'Wrote flags/new-checkout.yaml. Look at it with: git diff',
    });
    expect(readFileSync(join(root, 'flags/new-checkout.yaml'), 'utf8')).toBe(PROMOTED);
    expect(await run([...PROMOTE, '--write'])).toEqual({
      code: 0,
      stdout: 'new-checkout says the same in staging and production: nothing to do\n',
      stderr: '',
    });
    expect(JSON.parse((await run([...PROMOTE, '--write', '--json'])).stdout)).toMatchObject({
      outcome: 'nothing',
      request: null,
    });
  });
});

test('a segment that the environment begins to use is no change of its own', async () => {
  const { run, write } = createLocal();
  write({
    'flags/new-checkout.yaml': FLAG.replace('if: email ends_with "@acme.com"', 'if: segment "staff"'),
    'flags/segments/staff.yaml': 'description: Staff\nif: email ends_with "@acme.com"\n',
  });
  const { stdout } = await run([...PROMOTE, '--dry-run', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ changes: [{ subject: 'flag', name: 'new-checkout' }] });
});

describe('what cannot be promoted', () => {
  test.each<[string, readonly string[], string]>([
    ['a flag that is not there', ['promote', 'new-chekout', ...PROMOTE.slice(2)], 'did you mean new-checkout?'],
    ['an environment that is not there', [...PROMOTE.slice(0, 4), '--to', 'prodution'], 'did you mean production?'],
    ['to the same environment', [...PROMOTE.slice(0, 4), '--to', 'staging'], 'name two environments'],
    ['without environments', PROMOTE.slice(0, 2), 'from which environment to which?'],
    ['a key that is none', [...PROMOTE, '--only', 'rule'], 'did you mean rules?'],
  ])('%s: exit 2', async (_, words, said) => {
    const { run } = createLocal();
    const { code, stdout, stderr } = await run([...words, '--dry-run']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(said);
  });

  test('an environment that the flag does not name: exit 2, FF4221', async () => {
    const { run, write } = createLocal();
    write({ 'flags/new-checkout.yaml': FLAG.replace(/ {2}staging:[\s\S]*(?= {2}production)/, '') });
    const { code, stderr } = await run([...PROMOTE, '--write']);
    expect(code).toBe(2);
    expect(stderr).toContain('FF4221');
  });

  test('a project with errors: exit 1, with the first of them', async () => {
    const { run, write } = createLocal();
    write({ 'flags/new-checkout.yaml': FLAG.replace('serve: on', 'serve: onn') });
    const { code, stderr } = await run([...PROMOTE, '--write']);
    expect(code).toBe(1);
    expect(stderr).toContain('FF4223');
    expect(stderr).toContain('new-checkout.yaml:13');
  });
});
