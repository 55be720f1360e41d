import { afterEach, describe, expect, test } from 'vitest';
import { CommandError } from '../../command-error.ts';
import type { ForgeUser } from '../forge.ts';
import { type GitHubStandIn, startGitHub } from '../testing/start-github.ts';
import { createGitHubForge, type GitHubForge, type GitHubForgeOptions } from './github-forge.ts';
import type { Proposers, RecordedProposal } from './proposers.ts';

const started: GitHubStandIn[] = [];

const FILES = {
  'flags/checkout.yaml': 'type: boolean\n',
  'flags/banner.yaml': 'type: string\n',
  'flags/segments/beta.yaml': 'include: [a]\n',
};

async function start(seed: Parameters<typeof startGitHub>[0] = {}): Promise<GitHubStandIn> {
  const github = await startGitHub({ files: FILES, ...seed });
  started.push(github);
  return github;
}

afterEach(async () => {
  for (const github of started.splice(0)) await github.close();
});

function forgeOf(
  github: GitHubStandIn,
  login: string | null = null,
  more: Partial<GitHubForgeOptions> = {},
): GitHubForge {
  const token = login === null ? github.token : github.as(login).token;
  return createGitHubForge({
    place: { owner: 'acme', repo: 'web-store', apiUrl: github.url, host: 'github.com' },
    ...{ credentials: { kind: 'token', token }, proposers: null, secondMs: 5, ...more },
  });
}

/** A record in memory. */
function memory(): Proposers & { readonly kept: Map<number, RecordedProposal> } {
  const kept = new Map<number, RecordedProposal>();
  return {
    kept,
    of: async (number) => kept.get(number) ?? null,
    record: async ({ number, head }, user) => void kept.set(number, { user: kept.get(number)?.user ?? user, head }),
  };
}

const SAM: ForgeUser = { identity: 'clerk:user_2sam', kind: 'human', name: 'Sam Ortiz', claims: ['clerk:org:member'] };

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof CommandError
    ? `${error.exitCode} ${error.code} ${error.message}\n${error.hints.join('\n')}`
    : String(error);
};

const proposalOn = (
  baseCommit: string,
  files: Readonly<Record<string, string | null>>,
  proposer: ForgeUser | null = null,
) => ({
  ...{ title: 'Raise new checkout to 25 %', body: 'Looks **good**.', baseCommit, proposer },
  files: Object.entries(files).map(([path, text]) => ({ path, text })),
});

describe('a change', () => {
  test('is proposed with all of its files in one commit, as whoever asks, on a branch of its own', async () => {
    const github = await start();
    const proposers = memory();
    const forge = forgeOf(github, null, { proposers });
    const base = await forge.baseCommit();
    const files = {
      'flags/checkout.yaml': 'type: json\n',
      'flags/banner.yaml': null,
      'flags/new.yaml': 'type: number\n',
    };
    const request = await forge.open(proposalOn(base, files, SAM));
    expect(request).toMatchObject({
      ...{ number: 1, title: 'Raise new checkout to 25 %', body: 'Looks **good**.', state: 'open', base: 'main' },
      ...{ baseCommit: base, mergeCommit: null, proposer: SAM },
      opener: { identity: 'github:flagforge[bot]', kind: 'bot' },
      branch: expect.stringMatching(/^flagforge\/raise-new-checkout-to-25-[0-9a-f]{10}$/),
    });
    expect(await github.git('rev-list', '--parents', '-1', request.head)).toBe(`${request.head} ${base}`);
    expect(await github.git('show', `${request.head}:flags/checkout.yaml`)).toBe('type: json');
    expect(await forge.files(1)).toEqual([
      { path: 'flags/banner.yaml', status: 'removed', previousPath: null },
      { path: 'flags/checkout.yaml', status: 'modified', previousPath: null },
      { path: 'flags/new.yaml', status: 'added', previousPath: null },
    ]);
    expect(await forge.list({ state: 'open', limit: 10 })).toEqual([request]);
    expect(await forge.read(1)).toEqual(request);
    expect(await forge.commits(1)).toEqual([
      {
        commit: request.head,
        authors: [
          expect.objectContaining({ as: 'author', identity: 'github:flagforge[bot]', kind: 'bot' }),
          expect.objectContaining({ as: 'committer', identity: 'github:flagforge[bot]', kind: 'bot' }),
          { as: 'co-author', identity: 'clerk:user_2sam', email: null, name: 'clerk:user_2sam', kind: 'human' },
        ],
      },
    ]);
  });

  test('whose file somebody changed on the base branch meanwhile is refused, and nothing is written', async () => {
    const github = await start();
    const forge = forgeOf(github);
    const base = await forge.baseCommit();
    await github.push('main', { 'flags/checkout.yaml': 'type: number\n', 'flags/other.yaml': 'x: 1\n' });
    const conflict = codeOf(forge.open(proposalOn(base, { 'flags/checkout.yaml': 'type: json\n' })));
    expect(await conflict).toMatch(/^1 FF4110 flags\/checkout.yaml changed on main since/);
    expect(await github.git('for-each-ref', 'refs/heads/flagforge')).toBe('');
    const other = await forge.open(proposalOn(base, { 'flags/banner.yaml': 'type: json\n' }));
    expect(other.baseCommit).toBe(base);
    expect(await forge.mergeState(other.number)).toEqual({ kind: 'mergeable' });
  });

  test('on a commit of another branch is refused, as it would bring that branch along', async () => {
    const github = await start();
    const stray = await github.push('side', { 'flags/side.yaml': 'a: 1\n' });
    const forge = forgeOf(github);
    expect(await codeOf(forge.open(proposalOn(stray, { 'flags/x.yaml': 'a' })))).toMatch(/^1 FF4121/);
    expect(await codeOf(forge.open(proposalOn('0'.repeat(40), { 'flags/x.yaml': 'a' })))).toMatch(/^1 FF4115/);
  });

  test.each([
    ['a path upwards', { '../x': 'a' }],
    ['an absolute path', { '/etc/passwd': 'a' }],
    ['a path into git', { 'flags/.GIT/config': 'a' }],
    ['no file', {}],
  ])('with %s is refused', async (_, files) => {
    const github = await start();
    expect(await codeOf(forgeOf(github).open(proposalOn(await github.tip(), files)))).toMatch(/^2 FF4117/);
  });

  test.each([
    ['a folder', { 'flags/segments': 'a' }],
    ['what is not there', { 'flags/gone.yaml': null }],
  ])('that edits %s is refused', async (_, files) => {
    const github = await start();
    expect(await codeOf(forgeOf(github).open(proposalOn(await github.tip(), files)))).toMatch(/^1 FF4116/);
  });

  test('gets a further commit only on top of the head that was looked at', async () => {
    const github = await start();
    const proposers = memory();
    const forge = forgeOf(github, null, { proposers });
    const request = await forge.open(proposalOn(await github.tip(), { 'flags/banner.yaml': 'a: 1\n' }, SAM));
    const files = [{ path: 'flags/checkout.yaml', text: 'type: json\n' }];
    const updated = await forge.update(1, request.head, { title: 'More', files, proposer: null });
    expect(await github.git('rev-list', '--parents', '-1', updated.head)).toBe(`${updated.head} ${request.head}`);
    const stale = forge.update(1, request.head, { title: 'Late', files, proposer: null });
    expect(await codeOf(stale)).toMatch(/^1 FF4118 pull request #1 is at/);
    await github.merge(1, 'patlee');
    const late = forge.update(1, updated.head, { title: 'Too late', files, proposer: null });
    expect(await codeOf(late)).toMatch(/^1 FF4119 pull request #1 is merged/);
  });
});

test('a request stands on the newest commit of the base branch that its own branch has taken in', async () => {
  const github = await start();
  const first = await github.tip();
  const head = await github.push('change', { 'flags/a.yaml': 'a: 1\n' });
  const number = await github.openPull('samortiz', 'change');
  const forge = forgeOf(github);
  const second = await github.push('main', { 'flags/b.yaml': 'b: 1\n' });
  expect((await forge.read(number)).baseCommit).toBe(first);
  await github.git('update-ref', 'refs/heads/change', await mergeOf(github, head, second));
  await github.push('change', { 'flags/c.yaml': 'c: 1\n' });
  await github.push('main', { 'flags/d.yaml': 'd: 1\n' });
  expect((await forge.read(number)).baseCommit).toBe(second);
  expect((await forge.list({ state: 'all', limit: 1 }))[0]?.baseCommit).toBe(second);
});

async function mergeOf(github: GitHubStandIn, ours: string, theirs: string): Promise<string> {
  const tree = (await github.git('merge-tree', '--write-tree', ours, theirs)).split('\n')[0] ?? '';
  const identity = ['-c', 'user.name=Sam', '-c', 'user.email=sam@acme.com'];
  return github.git(...identity, 'commit-tree', tree, '-p', ours, '-p', theirs, '-m', 'merge main');
}

describe('reviews', () => {
  test('are listed with their commit, their verdict and what the reviewer may do', async () => {
    const github = await start();
    const first = await github.push('change', { 'flags/a.yaml': 'a: 1\n' });
    const number = await github.openPull('samortiz', 'change');
    await github.approve(number, 'alexkim');
    const second = await github.push('change', { 'flags/a.yaml': 'a: 2\n' });
    const objection = await github.review(number, 'patlee', 'REQUEST_CHANGES', 'why?');
    await github.approve(number, 'riley');
    await github.approve(number, 'dependabot[bot]');
    github.dismiss(number, 'patlee', objection.id);
    const reviews = await forgeOf(github).reviews(number);
    expect(
      reviews.map(({ by, verdict, commit, permission }) => [by.name, by.kind, verdict, commit, permission]),
    ).toEqual([
      ['alexkim', 'human', 'approved', first, 'write'],
      ['patlee', 'human', 'dismissed', second, 'admin'],
      ['riley', 'human', 'approved', second, 'read'],
      ['dependabot[bot]', 'bot', 'approved', second, 'write'],
    ]);
  });

  test('of an account that is gone are nobody’s', async () => {
    const github = await start();
    await github.push('change', { 'flags/a.yaml': 'a: 1\n' });
    const number = await github.openPull('samortiz', 'change');
    await github.approve(number, 'alexkim');
    github.removeAccount('alexkim');
    expect(await forgeOf(github).reviews(number)).toMatchObject([
      { by: { identity: null, kind: 'bot' }, permission: 'none', verdict: 'approved' },
    ]);
  });

  test('are of another base when the base changed after them, on whatever page of its events that stands', async () => {
    const github = await start();
    await github.push('stack', { 'flags/a.yaml': 'a: 1\n' });
    await github.push('change', { 'flags/b.yaml': 'b: 1\n' });
    const number = await github.openPull('samortiz', 'change', 'A change', 'stack');
    await github.review(number, 'patlee', 'REQUEST_CHANGES');
    await github.approve(number, 'alexkim');
    github.pass(1);
    for (let turn = 0; turn < 101; turn += 1)
      await github.retarget(number, 'samortiz', turn % 2 === 0 ? 'main' : 'stack');
    github.pass(1);
    await github.approve(number, 'alexkim');
    const reviews = await forgeOf(github).reviews(number);
    expect(reviews.map(({ verdict, isOfOtherBase }) => [verdict, isOfOtherBase])).toEqual([
      ['changes-requested', true],
      ['approved', true],
      ['approved', false],
    ]);
  });

  test('count on no base at all when its events cannot be read', async () => {
    const github = await start();
    await github.push('change', { 'flags/a.yaml': 'a: 1\n' });
    const number = await github.openPull('samortiz', 'change');
    await github.approve(number, 'alexkim');
    github.fail({ kind: 'cut', match: /\/events/, times: 10 });
    expect(await codeOf(forgeOf(github).reviews(number))).toMatch(/^3 FF41\d\d .*events of pull request #1/);
  });

  test('are read from all pages', async () => {
    const github = await start();
    await github.push('change', { 'flags/a.yaml': 'a: 1\n' });
    const number = await github.openPull('samortiz', 'change');
    for (let index = 0; index < 205; index += 1) await github.review(number, 'alexkim', 'COMMENT', `${index}`);
    const reviews = await forgeOf(github).reviews(number);
    expect(reviews.map(({ body }) => Number(body))).toEqual(Array.from({ length: 205 }, (_, index) => index));
  });
});

describe('authors', () => {
  test('are everybody with a hand in a commit, hidden co-authors too', async () => {
    const github = await start();
    const message = [
      'A change',
      '',
      'co-AUTHORED-by: Alex <99+alexkim@users.noreply.github.com>',
      'CO-AUTHORED-BY:  Eve <eve@else.where>',
      'Co-authored-by: nobody at all',
      '',
      'Some more text.',
    ].join('\n');
    await github.push(
      'change',
      { 'flags/a.yaml': 'a: 1\n' },
      { login: 'samortiz', message, committer: { name: 'X', email: 'x@y.z' } },
    );
    const number = await github.openPull('samortiz', 'change');
    const [commit] = await forgeOf(github).commits(number);
    expect(commit?.authors.map(({ as, identity, email, name }) => [as, identity, email, name])).toEqual([
      ['author', 'github:samortiz', 'sam@acme.com', 'Sam Ortiz'],
      ['committer', null, 'x@y.z', 'X'],
      ['co-author', 'github:alexkim', '99+alexkim@users.noreply.github.com', 'Alex'],
      ['co-author', null, 'eve@else.where', 'Eve'],
      ['co-author', null, null, 'nobody at all'],
    ]);
  });

  test('of what a bot pushed after FlagForge’s own commit are unknown, whoever proposed the request', async () => {
    const github = await start();
    const proposers = memory();
    const forge = forgeOf(github, null, { proposers });
    const request = await forge.open(proposalOn(await github.tip(), { 'flags/a.yaml': 'a: 1\n' }, SAM));
    await github.push(request.branch, { 'flags/b.yaml': 'b: 1\n' }, { login: 'flagforge[bot]' });
    const [own, foreign] = await forge.commits(1);
    expect(own?.authors.some(({ kind, identity }) => kind === 'human' && identity === null)).toBe(false);
    expect(foreign?.authors).toContainEqual(
      expect.objectContaining({ as: 'author', kind: 'human', identity: null, email: null }),
    );
  });

  test('of more commits than GitHub lists are not known, so it rejects', async () => {
    const github = await start();
    let parent = await github.tip();
    const tree = await github.git('rev-parse', `${parent}^{tree}`);
    const identity = ['-c', 'user.name=Sam', '-c', 'user.email=sam@acme.com'];
    for (let index = 0; index < 251; index += 1) {
      parent = await github.git(...identity, 'commit-tree', tree, '-p', parent, '-m', `${index}`);
    }
    await github.forcePush('long', parent);
    const number = await github.openPull('samortiz', 'long');
    expect(await codeOf(forgeOf(github).commits(number))).toMatch(/^3 FF4113 .* has 251 commits, and GitHub lists 250/);
  });
});

describe('the request of a commit', () => {
  test.each(['merge', 'squash', 'rebase'] as const)('is found after a merge by %s', async (method) => {
    const github = await start();
    await github.push('change', { 'flags/a.yaml': 'a: 1\n' });
    const head = await github.push('change', { 'flags/a.yaml': 'a: 2\n' });
    await github.push('main', { 'flags/b.yaml': 'b: 1\n' });
    const number = await github.openPull('samortiz', 'change');
    const commit = await github.merge(number, 'patlee', method);
    const forge = forgeOf(github);
    expect(await forge.requestOf(commit)).toMatchObject({ number, state: 'merged', head, mergeCommit: commit });
    expect(await forge.requestOf(head)).toBeNull();
  });

  test('is none for what was pushed, and for what GitHub does not have', async () => {
    const github = await start();
    const commit = await github.push('main', { 'flags/b.yaml': 'b: 1\n' });
    expect(await forgeOf(github).requestOf(commit)).toBeNull();
    expect(await forgeOf(github).requestOf('1'.repeat(40))).toBeNull();
  });

  test('is the one whose head it brought, where others came along', async () => {
    const github = await start();
    await github.push('change', { 'flags/a.yaml': 'a: 1\n' });
    await github.forcePush('more', await github.tip('change'));
    const head = await github.push('more', { 'flags/b.yaml': 'b: 1\n' });
    const number = await github.openPull('samortiz', 'change');
    const stacked = await github.openPull('samortiz', 'more');
    const commit = await github.merge(stacked, 'patlee');
    expect(github.pull(number)).toMatchObject({ mergeCommit: commit });
    expect(await forgeOf(github).requestOf(commit)).toMatchObject({ number: stacked, head });
  });

  test.each([
    ['none was reviewed: the first one', [], 1],
    ['one was approved', [[2, 'patlee', 'APPROVE']], 2],
    ['one was approved by who may not write', [[2, 'riley', 'APPROVE']], 1],
    [
      'one was approved by more people',
      [
        [1, 'patlee', 'APPROVE'],
        [2, 'patlee', 'APPROVE'],
        [2, 'samortiz', 'APPROVE'],
      ],
      2,
    ],
    [
      'somebody asks for changes of one',
      [
        [1, 'patlee', 'APPROVE'],
        [2, 'samortiz', 'REQUEST_CHANGES'],
      ],
      2,
    ],
  ] as const)('that two requests with one head share: %s', async (_, reviews, expected) => {
    const github = await start();
    const head = await github.push('change', { 'flags/a.yaml': 'a: 1\n' });
    await github.forcePush('twin', head);
    await github.openPull('alexkim', 'change');
    await github.openPull('alexkim', 'twin');
    for (const [number, login, event] of reviews) await github.review(number, login, event);
    const merged = await github.merge(1, 'patlee');
    expect(await forgeOf(github).requestOf(merged)).toMatchObject({ number: expected, head });
  });

  test('that was pushed by hand is that of its head', async () => {
    const github = await start();
    const head = await github.push('change', { 'flags/a.yaml': 'a: 1\n' });
    await github.forcePush('twin', head);
    await github.openPull('samortiz', 'change');
    await github.openPull('alexkim', 'twin');
    await github.forcePush('main', head);
    expect(await forgeOf(github).requestOf(head)).toMatchObject({ number: 1, mergeCommit: head });
  });
});

describe('a comment', () => {
  test.each([['samortiz'], ['flagforge[bot]']])('of %s is written once and then rewritten in place', async (login) => {
    const github = await start();
    await github.push('change', { 'flags/a.yaml': 'a: 1\n' });
    const number = await github.openPull('patlee', 'change');
    github.addComment(number, 'riley', '<!-- flagforge:diff -->\nforged');
    for (const text of ['one', 'two', 'two']) await forgeOf(github, login).comment(number, 'diff', text);
    expect(github.comments().map((comment) => [comment.login, comment.body])).toEqual([
      ['riley', '<!-- flagforge:diff -->\nforged'],
      [login, '<!-- flagforge:diff -->\ntwo'],
    ]);
  });

  test('on a request that is not there is refused as that', async () => {
    const forge = forgeOf(await start(), 'samortiz');
    await expect(forge.comment(99, 'diff', 'one')).rejects.toMatchObject({ exitCode: 2, code: 'FF4104' });
  });
});

test('conflicts are told with the files that both sides changed', async () => {
  const github = await start();
  await github.push('change', { 'flags/checkout.yaml': 'type: json\n', 'flags/a.yaml': 'a: 1\n' });
  const number = await github.openPull('samortiz', 'change');
  await github.push('main', { 'flags/checkout.yaml': 'type: number\n', 'flags/b.yaml': 'a: 1\n' });
  expect(await forgeOf(github).mergeState(number)).toEqual({ kind: 'conflicts', paths: ['flags/checkout.yaml'] });
});

test('an App acts by its installation, and knows its own comments', async () => {
  const github = await start();
  const { id, key } = github.app;
  const forge = forgeOf(github, null, { credentials: { kind: 'app', id: String(id), key } });
  const request = await forge.open(proposalOn(await github.tip(), { 'flags/a.yaml': 'a: 1\n' }));
  expect(request.opener).toMatchObject({ identity: 'github:flagforge[bot]', kind: 'bot' });
  await forge.comment(1, 'diff', 'one');
  await forge.comment(1, 'diff', 'two');
  expect(github.comments().map(({ body }) => body)).toEqual(['<!-- flagforge:diff -->\ntwo']);
});
