import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { startGitHub } from '../forge/testing/start-github.ts';
import { runHere } from '../testing/fake-terminal.ts';
import { createFlagsRepository, type FlagsRepository } from '../testing/flags-repository.ts';
import { createGitFolder, GIT_TEST_ENVIRONMENT } from '../testing/git-repository.ts';

const FLAGS = fileURLToPath(new URL('../../flags', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../comparison/fixtures', import.meta.url));
/** Both steps of new-checkout's schedule are to come. */
const NOW = Date.UTC(2026, 10, 23);
/** The first of them is past. */
const IN_DECEMBER = '2026-12-02';

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function textsIn(folder: string, prefix: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) Object.assign(files, textsIn(path, `${prefix}/${entry.name}`));
    else files[`${prefix}/${entry.name}`] = readFileSync(path, 'utf8');
  }
  return files;
}

const EXAMPLE = textsIn(FLAGS, 'flags');

/** What of it most tests need: two groups, prerequisites, segments and contexts. */
const SMALL = Object.fromEntries(
  Object.entries(EXAMPLE).filter(([path]) =>
    /flagforge|segments|contexts|(?:new-checkout|new-api|one-click|recs-model|basket-upsell|dark-mode)\.yaml/.test(
      path,
    ),
  ),
);

type Replacement = readonly [file: string, from: string, to: string];

function edited(...edits: readonly Replacement[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [name, from, to] of edits) {
    const path = `flags/${name}`;
    const text = files[path] ?? EXAMPLE[path] ?? '';
    if (!text.includes(from)) throw new Error(`${path} has no ${JSON.stringify(from)}`);
    files[path] = text.replace(from, to);
  }
  return files;
}

interface Place {
  readonly repository: FlagsRepository;
  run(...words: readonly string[]): ReturnType<typeof runHere>;
  /** @param input what it finds on stdin. */
  runWith(input: string, ...words: readonly string[]): ReturnType<typeof runHere>;
}

function createPlace(files: Readonly<Record<string, string>> = SMALL): Place {
  const repository = createFlagsRepository(files);
  cleanUps.push(repository.remove);
  repository.git('config', 'user.email', 'pat@acme.com');
  const env = { ...GIT_TEST_ENVIRONMENT, HOME: repository.root };
  return {
    runWith: (input, ...words) => runHere(repository.root, ['diff', ...words], { env, now: NOW, input }),
    repository,
    run: (...words) => runHere(repository.root, ['diff', ...words], { env, now: NOW }),
  };
}

const CANARY: Replacement = ['new-checkout.yaml', 'on: 10, off: 90', 'on: 25, off: 75'];
const SEGMENT: Replacement = [
  'segments/staff.yaml',
  'or lower(email) ends_with "@company.com"',
  'or lower(email) ends_with "@company.com" or lower(email) ends_with "@acme.example"',
];
const RISKY: readonly Replacement[] = [
  ['new-checkout.yaml', 'on: 10, off: 90', 'on: 5, off: 95'],
  ['new-checkout.yaml', 'salt: canary-2', 'salt: canary-3'],
  ['search-v2.yaml', 'type: boolean', 'type: boolean\nkilled: true'],
  ['flagforge.yaml', 'new-checkout, percent: 50', 'new-checkout, percent: 40'],
  ['flagforge.yaml', 'role: viewer', 'role: editor'],
];

/** FLAGFORGE_UPDATE_GOLDEN=1 writes it anew: read it before you commit it. */
function expectGolden(name: string, text: string): void {
  const file = join(FIXTURES, name);
  if (process.env['FLAGFORGE_UPDATE_GOLDEN'] !== undefined) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

describe('the example project', () => {
  test.each<[name: string, edits: readonly Replacement[]]>([
    ['canary', [CANARY]],
    ['segment', [SEGMENT]],
    ['risky', RISKY],
  ])('%s reads as written down, in every form', async (name, edits) => {
    const { repository, run } = createPlace(EXAMPLE);
    repository.commit(edited(...edits));
    for (const [ending, words] of [
      ['txt', []],
      ['december.txt', ['--now', IN_DECEMBER]],
      ['md', ['--format', 'markdown']],
    ] as const) {
      const { code, stdout, stderr } = await run('HEAD~1..HEAD', ...words);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expectGolden(`${name}.${ending}`, stdout);
    }
  });
});

describe('what is compared', () => {
  test('without a commit in between: what no commit holds yet', async () => {
    const { repository, run } = createPlace();
    expect((await run()).stdout).toBe('production   no change\nstaging      no change\ndevelopment  no change\n');
    expect((await run('--exit-code')).code).toBe(0);
    repository.write(edited(CANARY));
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^production {3}1 flag changes, risk: medium\n {2}new-checkout {3}/);
    expect(stdout).toContain('\nApprovals needed: production 1 (editor or admin, not pat@acme.com)\n');
    expect((await run('--exit-code')).code).toBe(1);
  });

  test('where a branch left its base, which has moved on since', async () => {
    const { repository, run } = createPlace();
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.commit(edited(CANARY));
    repository.git('checkout', '--quiet', 'main');
    repository.commit(edited(['dark-mode.yaml', 'kind: ', 'archived: true\nkind: ']), 'others');
    const { stdout, stderr } = await run('--base', 'main', '--head', 'feature', '--json');
    expect(stderr).toMatch(/^note: main has moved on; compared with [0-9a-f]{7}, where this change left it\n$/);
    const found = JSON.parse(stdout) as { environments: { affected: { flag: string }[] }[] };
    expect(new Set(found.environments.flatMap(({ affected }) => affected.map(({ flag }) => flag)))).toEqual(
      new Set(['new-checkout']),
    );
    expect((await run('main..feature')).stdout).toContain('dark-mode');
  });

  test('a project that is new, and one that goes', async () => {
    const { repository, run } = createPlace({ 'README.md': 'shop\n' });
    repository.commit(SMALL);
    const added = await run('HEAD~1..HEAD');
    expect(added.code).toBe(0);
    expect(added.stdout).toMatch(
      /^the base [0-9a-f]{7} has no project there: everything is new\nproduction {3}new environment, 6 flags, risk: high\n/,
    );
    expect(added.stdout).toContain(
      'rules 1 (an admin of the project, for the base has no project: flags/flagforge.yaml is new)',
    );
    const gone = await run('HEAD..HEAD~1');
    expect(gone.stdout).toMatch(/^the project goes\nproduction {3}the environment goes, risk: high\n/);
    expect(await run('HEAD~1..HEAD~1')).toMatchObject({ code: 2, stderr: expect.stringContaining('FF4007') });
  });

  test('a project whose folder is in the commit only', async () => {
    const { repository, run } = createPlace({ 'README.md': 'shop\n' });
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.commit(SMALL);
    repository.git('checkout', '--quiet', 'main');
    expect((await run('main..feature', '--dir', 'flags')).stdout).toContain('everything is new');
  });

  test('a base with mistakes as far as it goes, and says so', async () => {
    const { repository, run } = createPlace({
      ...SMALL,
      ...edited(['dark-mode.yaml', 'type: boolean', 'type: bolean']),
    });
    repository.write({ ...edited(CANARY), 'flags/dark-mode.yaml': EXAMPLE['flags/dark-mode.yaml'] ?? '' });
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^the base [0-9a-f]{7} has errors, and what changes in these files cannot be told: flags\/dark-mode\.yaml/,
    );
    expect(stdout).toContain('rule "us-canary"');
    expect(stdout).toContain('for the base does not compile, so nobody can tell what changes: flags/flagforge.yaml');
  });

  test('a base with a mistake in a flag that others name leaves them, and the project, as they are', async () => {
    const { repository, run } = createPlace({
      ...SMALL,
      ...edited(['new-checkout.yaml', 'serve: on', 'serve: onn']),
    });
    repository.write({
      ...edited(['one-click.yaml', 'rollout: 25%', 'rollout: 50%']),
      'flags/new-checkout.yaml': EXAMPLE['flags/new-checkout.yaml'] ?? '',
    });
    const { stdout } = await run();
    expect(stdout).toMatch(
      /^the base [0-9a-f]{7} has errors, and what changes in these files cannot be told: flags\/new-checkout\.yaml\nproduction {3}1 flag changes/,
    );
  });

  test('a head with mistakes is shown as validate does', async () => {
    const { repository, run } = createPlace();
    repository.write(edited(['new-checkout.yaml', 'serve: on', 'serve: onn']));
    const { code, stdout, stderr } = await run();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('FF1203');
    const json = await run('--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      environments: [],
      diagnostics: expect.arrayContaining([
        expect.objectContaining({ code: 'FF1203', file: 'new-checkout.yaml', line: 22 }),
      ]),
    });
  });

  test.each<[what: string, words: readonly string[], says: string]>([
    ['an environment that neither side has', ['--environment', 'prod'], 'FF3201'],
    ['a ref that is not there', ['--base', 'nope'], 'FF4004'],
    ['a folder without a project', ['--dir', '.'], 'there is no flagforge.yaml'],
    ['two formats', ['--json', '--format', 'text'], 'ask for two formats'],
    ['no instant', ['--now', 'soon'], 'is no instant'],
    ['a comment on no request', ['--comment', 'main'], '--comment "main" is no number'],
    ['a comment without a forge', ['--comment', '7'], 'FF4100'],
  ])('refuses %s', async (_, words, says) => {
    const { run } = createPlace();
    expect(await run(...words)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
  });
});

describe('sample contexts', () => {
  const lines = (count: number): string =>
    Array.from({ length: count }, (_, index) =>
      JSON.stringify({ userId: `u-${index}`, accountId: `a-${index}`, region: 'us-east-1' }),
    ).join('\n');

  test('of a file are counted, by where they go', async () => {
    const { repository, run } = createPlace();
    repository.write({ ...edited(CANARY), 'contexts/orders.jsonl': `${lines(2000)}\n` });
    const { stdout } = await run('--contexts', 'contexts/orders.jsonl', '--now', IN_DECEMBER);
    // 15 % of the accounts, those in the slot of the group.
    expect(stdout).toMatch(/\n +1\d\d of 2,000 sample contexts change \(contexts\/orders\.jsonl\)\n/);
    const json = await run('--contexts', 'contexts/orders.jsonl', '--now', IN_DECEMBER, '--json');
    const { samples } = JSON.parse(json.stdout) as { samples: { source: string; flags: { moves: object[] }[] }[] };
    expect(samples.map(({ source }) => source)).toEqual(['flags/contexts', 'contexts/orders.jsonl']);
    expect(samples[1]?.flags[0]?.moves).toMatchObject([
      {
        from: 'off',
        to: 'on',
        examples: [/^contexts\/orders\.jsonl:\d+$/, /\d/, /\d/].map((each) => expect.stringMatching(each)),
      },
    ]);
  });

  test('before a step of a schedule nobody changes yet', async () => {
    const { repository, run } = createPlace();
    repository.write({ ...edited(CANARY), 'orders.jsonl': lines(500) });
    const { stdout } = await run('--contexts', 'orders.jsonl');
    expect(stdout).toContain('\nSample contexts: none of 500 sample contexts changes (orders.jsonl)\n');
    repository.write({ 'orders.jsonl': '\n' });
    const empty = await run('--contexts', 'orders.jsonl');
    expect(empty.stdout).toContain('\nSample contexts: there are none in orders.jsonl\n');
  });

  test('of a file elsewhere go by its name, and those of stdin by theirs', async () => {
    const { repository, run, runWith } = createPlace();
    const elsewhere = mkdtempSync(join(realpathSync(tmpdir()), 'flagforge-contexts-'));
    cleanUps.push(() => rmSync(elsewhere, { recursive: true }));
    writeFileSync(join(elsewhere, 'orders.jsonl'), lines(200));
    repository.write(edited(CANARY));
    const words = ['--contexts', join(elsewhere, 'orders.jsonl'), '--now', IN_DECEMBER];
    const { stdout } = await run(...words);
    expect(stdout).toContain('(orders.jsonl)');
    expect(stdout).not.toContain(elsewhere);
    const piped = await runWith(lines(200), '--contexts', '-', '--now', IN_DECEMBER);
    expect(piped.stdout).toContain('of 200 sample contexts change (stdin)');
  });

  test.each<[what: string, text: string | null, code: number, says: string]>([
    ['a line that is no JSON', '{}\n{a}\n', 1, 'orders.jsonl:2:2  not JSON'],
    ['a line that is no JSON: all is left out', '{}\n{a}\n', 1, 'a JSON object; nothing was compared'],
    ['a file that is not there', null, 2, 'there is no file orders.jsonl'],
  ])('%s is said', async (_, text, code, says) => {
    const { repository, run } = createPlace();
    repository.write({ ...edited(CANARY), ...(text !== null && { 'orders.jsonl': text }) });
    expect(await run('--contexts', 'orders.jsonl')).toMatchObject({ code, stderr: expect.stringContaining(says) });
  });
});

test('the same everywhere: no absolute paths, no times, the same bytes in another clone and from another folder', async () => {
  const { repository, run } = createPlace();
  repository.commit(edited(CANARY, SEGMENT, ...RISKY.slice(3)));
  const clone = mkdtempSync(join(realpathSync(tmpdir()), 'flagforge-other-'));
  cleanUps.push(() => rmSync(clone, { recursive: true }));
  cpSync(repository.root, clone, { recursive: true });
  const env = { ...GIT_TEST_ENVIRONMENT, HOME: clone };
  for (const format of ['text', 'markdown', 'json']) {
    const here = await run('HEAD~1..HEAD', '--format', format);
    const words = ['diff', 'HEAD~1..HEAD', '--format', format, '--dir', '.'];
    const there = await runHere(join(clone, 'flags'), words, { env, now: NOW + 3_600_000 });
    expect(there.stdout).toBe(here.stdout);
    expect(here.stdout).not.toContain(repository.root);
  }
});

test('only the environments that are asked for', async () => {
  const { repository, run } = createPlace();
  repository.write(edited(CANARY));
  const { stdout } = await run('--environment', 'staging');
  expect(stdout).toBe('staging  no change\n');
});

test('is a comment on the request, rewritten in place; one with mistakes says so', async () => {
  const github = await startGitHub({
    files: SMALL,
    people: { patlee: { level: 'write', name: 'Pat Lee', email: 'pat@acme.com' } },
  });
  cleanUps.push(() => github.close());
  const folder = createGitFolder();
  cleanUps.push(folder.remove);
  await github.push('canary', edited(CANARY), { login: 'patlee' });
  const number = await github.openPull('patlee', 'canary');
  folder.git('', 'clone', '--quiet', github.repository, 'clone');
  const env = { ...GIT_TEST_ENVIRONMENT, ...github.env, HOME: folder.root };
  const run = async () => {
    folder.git('clone', 'fetch', '--quiet', 'origin');
    const words = ['diff', '--base', 'origin/main', '--head', 'origin/canary', '--comment', String(number)];
    return runHere(folder.path('clone'), words, { env, now: NOW });
  };
  const { code, stderr } = await run();
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`written on request #${number} of `),
  });
  expect(github.comments().map(({ body }) => body)).toEqual([expect.stringContaining('rule "us-canary"')]);
  await github.push('canary', edited(['new-checkout.yaml', 'serve: on', 'serve: onn']), { login: 'patlee' });
  expect((await run()).code).toBe(1);
  const [comment, ...others] = github.comments();
  expect(others).toEqual([]);
  expect(comment?.body).toContain('### This change has mistakes');
  expect(comment?.body).toContain('FF1203');
  await github.push('canary', SMALL, { login: 'patlee' });
  expect((await run()).code).toBe(0);
  expect(github.comments().map(({ body }) => body)).toEqual([
    expect.stringContaining('No flag, segment or setting changes.'),
  ]);
  await github.push('readme', { 'README.md': 'shop' }, { login: 'patlee' });
  const other = await github.openPull('patlee', 'readme');
  folder.git('clone', 'fetch', '--quiet', 'origin');
  const words = ['diff', '--base', 'origin/main', '--head', 'origin/readme', '--comment', String(other)];
  expect((await runHere(folder.path('clone'), words, { env, now: NOW })).stderr).toContain('nothing changes');
  expect(github.comments()).toHaveLength(1);
});
