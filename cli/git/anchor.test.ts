import { chmodSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandError } from '../command-error.ts';
import { createGitFolder, GIT_TEST_ENVIRONMENT, type GitFolder } from '../testing/git-repository.ts';
import { writeAnchor } from './anchor.ts';
import type { AnchorRecord } from './anchor-record.ts';
import { readAnchors } from './anchors.ts';
import { openRepository, type Repository } from './repository.ts';

const FILES = { 'flags/flagforge.yaml': 'version: 1\n', 'README.md': 'hello' };
const {
  GIT_COMMITTER_NAME: _,
  GIT_COMMITTER_EMAIL: __,
  GIT_AUTHOR_NAME: ___,
  GIT_AUTHOR_EMAIL: ____,
  ...NOBODY
} = GIT_TEST_ENVIRONMENT;
const AT = Date.UTC(2026, 10, 22, 12);

let folder: GitFolder;

beforeEach(() => {
  folder = createGitFolder();
  folder.create('seed', FILES);
  folder.git('', 'clone', '--quiet', '--bare', folder.path('seed'), 'remote.git');
  folder.git('remote.git', 'config', 'receive.denyNonFastForwards', 'true');
  for (const name of ['a', 'b']) folder.git('', 'clone', '--quiet', folder.path('remote.git'), name);
});

afterEach(() => folder.remove());

const open = (name: string, env: Record<string, string> = {}): Promise<Repository> =>
  openRepository(folder.path(name), { ...NOBODY, ...env });

const head = (seq: number, organization = 'acme', hash = seq): AnchorRecord => {
  return { organization, seq: String(seq), hash: hash.toString(16).padStart(64, '0'), at: AT + seq * 1000 };
};

const seqs = async (repository: Repository, organization = 'acme'): Promise<string[]> =>
  (await readAnchors(repository, organization)).anchors.map(({ seq }) => seq);

const tip = (name: string): string => folder.git(name, 'rev-parse', 'flagforge-audit');

const problemOf = (work: Promise<unknown>): Promise<CommandError> =>
  work.then(
    () => expect.fail('nothing was refused'),
    (error: CommandError) => error,
  );

test('an anchor is a commit on an orphan branch, here and at the remote, and nothing else changes', async () => {
  folder.write('a', { 'README.md': 'in the middle of an edit', 'new.txt': 'x' });
  const before = [
    folder.git('a', 'status', '--porcelain'),
    folder.git('a', 'hash-object', '.git/index'),
    folder.git('a', 'rev-parse', 'HEAD'),
  ];
  const written = await writeAnchor(await open('a'), head(1));
  expect(written).toEqual({ commit: tip('a'), pushedTo: 'origin' });
  expect(tip('remote.git')).toBe(tip('a'));
  expect(folder.git('a', 'show', '--no-patch', '--format=%an <%ae> %cn <%ce> %aI %P%n%B', 'flagforge-audit')).toBe(
    `FlagForge <flagforge@localhost> FlagForge <flagforge@localhost> 2026-11-22T12:00:01+00:00 \nanchor acme #1\n\nFlagForge-Organization: acme\nFlagForge-Entry: 1\nFlagForge-Hash: ${head(1).hash}`,
  );
  expect(folder.git('a', 'ls-tree', '--name-only', 'flagforge-audit')).toBe('acme.json');
  expect(JSON.parse(folder.git('a', 'show', 'flagforge-audit:acme.json'))).toEqual({
    ...head(1),
    at: '2026-11-22T12:00:01.000Z',
  });
  expect([
    folder.git('a', 'status', '--porcelain'),
    folder.git('a', 'hash-object', '.git/index'),
    folder.git('a', 'rev-parse', 'HEAD'),
  ]).toEqual(before);
  expect(folder.git('a', 'branch', '--show-current')).toBe('main');
  expect(existsSync(folder.path('a', '.git', 'FETCH_HEAD'))).toBe(false);
});

test("commits are by whom git's own variables name", async () => {
  await writeAnchor(await open('a', { GIT_COMMITTER_NAME: 'Audit Bot', GIT_COMMITTER_EMAIL: 'bot@acme.com' }), head(1));
  expect(folder.git('a', 'show', '--no-patch', '--format=%an <%ae> %cn <%ce>', 'flagforge-audit')).toBe(
    'Audit Bot <bot@acme.com> Audit Bot <bot@acme.com>',
  );
});

test('anchors follow one another, an organisation a file; one that is there already is not written again', async () => {
  const [a, b] = [await open('a'), await open('b')];
  await writeAnchor(a, head(1));
  await writeAnchor(b, head(7, 'Other Org/ü'));
  const third = await writeAnchor(a, head(3));
  expect(await writeAnchor(b, head(3))).toEqual(third);
  expect(await writeAnchor(b, head(2))).toEqual(third);
  expect(folder.git('remote.git', 'rev-list', '--count', 'flagforge-audit')).toBe('3');
  expect(await seqs(a)).toEqual(['1', '3']);
  expect(await seqs(b, 'Other Org/ü')).toEqual(['7']);
  expect(await readAnchors(b, 'nobody')).toMatchObject({ anchors: [], remote: 'origin', problems: [] });
});

test('another hash under the same number is never anchored', async () => {
  const a = await open('a');
  await writeAnchor(a, head(5));
  const error = await problemOf(writeAnchor(await open('b'), head(5, 'acme', 999)));
  expect([error.code, error.exitCode]).toEqual(['FF4023', 1]);
  expect(await seqs(a)).toEqual(['5']);
});

test('of many publishers at once each gets through, on one straight line', async () => {
  const clones = [await open('a'), await open('b')];
  const organizations = Array.from({ length: 8 }, (_each, at) => `org-${at}`);
  await Promise.all(organizations.map((name, at) => writeAnchor(clones[at % 2] ?? expect.fail(), head(at + 1, name))));
  expect(folder.git('remote.git', 'ls-tree', '--name-only', 'flagforge-audit').split('\n')).toHaveLength(8);
  expect(folder.git('remote.git', 'rev-list', '--count', 'flagforge-audit')).toBe('8');
  expect(folder.git('remote.git', 'rev-list', '--merges', '--count', 'flagforge-audit')).toBe('0');
});

test('without a remote the branch is here alone', async () => {
  const alone = await open('seed');
  expect(await writeAnchor(alone, head(1))).toEqual({ commit: tip('seed'), pushedTo: null });
  await Promise.all([2, 3, 4].map((seq) => writeAnchor(alone, head(seq, `org-${seq}`))));
  expect(folder.git('seed', 'rev-list', '--count', 'flagforge-audit')).toBe('4');
  expect(await readAnchors(alone, 'acme')).toMatchObject({ anchors: [{ seq: '1' }], remote: null, problems: [] });
});

test('a bare repository and a work tree anchor as well', async () => {
  await writeAnchor(await open('remote.git'), head(1));
  folder.git('a', 'worktree', 'add', '--quiet', '--detach', folder.path('tree'));
  await writeAnchor(await open('tree'), head(2));
  expect(await seqs(await open('b'))).toEqual(['1', '2']);
  expect(existsSync(folder.path('a', '.git', 'flagforge', 'anchor.json'))).toBe(true);
});

test('a branch that is checked out is pushed and not moved; alone, it is refused', async () => {
  const a = await open('a');
  await writeAnchor(a, head(1));
  folder.git('a', 'checkout', '--quiet', 'flagforge-audit');
  const before = tip('a');
  await writeAnchor(a, head(2));
  expect([tip('a'), folder.git('a', 'status', '--porcelain', '--untracked-files=no')]).toEqual([before, '']);
  expect(await seqs(await open('b'))).toEqual(['1', '2']);
  folder.git('a', 'remote', 'remove', 'origin');
  expect((await problemOf(writeAnchor(a, head(3)))).code).toBe('FF4024');
});

test('a remote that refuses leaves the anchor here, and the next one brings it along', async () => {
  const a = await open('a');
  folder.write('remote.git', {
    'hooks/update': '#!/bin/sh\necho "error: GH006: Protected branch update failed" >&2\nexit 1\n',
  });
  chmodSync(folder.path('remote.git', 'hooks', 'update'), 0o755);
  const error = await problemOf(writeAnchor(a, head(1)));
  expect([error.code, error.exitCode]).toEqual(['FF4021', 3]);
  expect(error.message).toMatch(/^the anchor of entry #1 is in this clone only, not at origin: .*GH006/);
  expect(await readAnchors(a, 'acme')).toMatchObject({ anchors: [{ seq: '1' }], problems: [] });
  rmSync(folder.path('remote.git', 'hooks', 'update'));
  // Others anchor meanwhile: nothing of what this clone has is dropped.
  await writeAnchor(await open('b'), head(2));
  await writeAnchor(a, head(3));
  expect(await seqs(await open('b'))).toEqual(['1', '2', '3']);
  expect(tip('a')).toBe(tip('remote.git'));
});

test.each([
  ['is gone', () => rmSync(folder.path('remote.git'), { recursive: true })],
  ['asks for a password', () => folder.git('a', 'remote', 'set-url', 'origin', 'ssh://nobody@127.0.0.1:1/x.git')],
])('a remote that %s leaves the anchor here', async (_name, change) => {
  const a = await open('a');
  await writeAnchor(a, head(1));
  change();
  const error = await problemOf(writeAnchor(a, head(2)));
  expect([error.code, error.exitCode]).toEqual(['FF4021', 3]);
  const { anchors, remote, problems } = await readAnchors(a, 'acme');
  expect([anchors.map(({ seq }) => seq), remote, problems.map(({ code }) => code)]).toEqual([
    ['1', '2'],
    null,
    ['FF4025'],
  ]);
});

test('nobody is asked for a password over HTTP either, and none is shown', async () => {
  const server = createServer((socket) => {
    socket.once('data', () =>
      socket.end('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n'),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  folder.git('a', 'remote', 'set-url', 'origin', `http://pat:hunter2@127.0.0.1:${port}/x.git`);
  const { problems } = await readAnchors(await open('a'), 'acme');
  server.close();
  expect(problems.map(({ code }) => code)).toEqual(['FF4025']);
  expect(problems[0]?.message).not.toContain('hunter2');
});

/** Puts something else on the remote's branch, as somebody with all rights there can. */
function rewrite(to: 'older' | 'other' | 'gone'): void {
  folder.git('remote.git', 'config', 'receive.denyNonFastForwards', 'false');
  const ref = 'refs/heads/flagforge-audit';
  if (to === 'gone') folder.git('remote.git', 'update-ref', '-d', ref);
  else if (to === 'older') folder.git('remote.git', 'update-ref', ref, `${ref}~1`);
  else {
    const tree = folder.git('remote.git', 'rev-parse', `${ref}^{tree}`);
    folder.git('remote.git', 'update-ref', ref, folder.git('remote.git', 'commit-tree', '-m', 'anchor acme #2', tree));
  }
}

test.each(['older', 'other', 'gone'] as const)(
  'a branch that is %s than it was is reported, not followed, and its anchors are kept here',
  async (to) => {
    const [a, b] = [await open('a'), await open('b')];
    await writeAnchor(a, head(1));
    await writeAnchor(a, head(2));
    await readAnchors(b, 'acme');
    rewrite(to);
    const rewritten = to === 'gone' ? '' : tip('remote.git');
    // One clone wrote the anchors, the other one only read them.
    for (const repository of [a, b]) {
      const { anchors, problems, remote } = await readAnchors(repository, 'acme');
      expect([problems.map(({ code }) => code), remote]).toEqual([['FF4020'], null]);
      expect(anchors.at(-1)).toMatchObject({ seq: '2', hash: head(2).hash });
    }
    const error = await problemOf(writeAnchor(a, head(3)));
    expect([error.code, error.exitCode]).toEqual(['FF4020', 1]);
    expect(to === 'gone' ? '' : tip('remote.git')).toBe(rewritten);
    expect(await seqs(a)).toEqual(['1', '2', '3']);
    // What the hint says mends it.
    folder.git('a', 'push', '--quiet', '--force', 'origin', 'flagforge-audit');
    await writeAnchor(a, head(4));
    expect((await readAnchors(a, 'acme')).problems).toEqual([]);
    expect(await seqs(b)).toEqual(['1', '2', '3', '4']);
  },
);

test('without a remote, a branch of this clone that was set back is missed too', async () => {
  const alone = await open('seed');
  await writeAnchor(alone, head(1));
  await writeAnchor(alone, head(2));
  folder.git('seed', 'branch', '--force', 'flagforge-audit', 'flagforge-audit~1');
  const { anchors, problems } = await readAnchors(alone, 'acme');
  expect(problems.map(({ code }) => code)).toEqual(['FF4020']);
  expect(anchors.map(({ seq }) => seq)).toEqual(['1', '2']);
  expect((await problemOf(writeAnchor(alone, head(3)))).code).toBe('FF4020');
});

test('what somebody wrote by hand on the branch is named, and the anchors around it count', async () => {
  const a = await open('a');
  await writeAnchor(a, head(1));
  folder.git('b', 'fetch', '--quiet');
  folder.git('b', 'checkout', '--quiet', 'flagforge-audit');
  folder.write('b', { 'acme.json': '{"organization":"acme","seq":"2","hash":"nonsense"}' });
  const byHand = folder.commit('b', 'anchor acme #2');
  folder.git('b', 'push', '--quiet', 'origin', 'flagforge-audit');
  await writeAnchor(a, head(3));
  const { anchors, problems } = await readAnchors(a, 'acme');
  expect(anchors.map(({ seq }) => seq)).toEqual(['1', '3']);
  expect(problems.map(({ code, message }) => [code, message.includes(byHand.slice(0, 7))])).toEqual([['FF4022', true]]);
});

test('what is remembered is small text in the git dir, and damage to it is no harm', async () => {
  const a = await open('a');
  await writeAnchor(a, head(1));
  const file = folder.path('a', '.git', 'flagforge', 'anchor.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ remote: 'origin', commit: tip('a') });
  expect(statSync(file).size).toBeLessThan(1000);
  folder.write('a', { '.git/flagforge/anchor.json': '{"remote":"origin","commit":"--output=x","anchors":[]}' });
  await writeAnchor(a, head(2));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ remote: 'origin', commit: tip('a') });
});

test("the user's hooks and settings for pushing are left alone", async () => {
  folder.write('a', {
    '.git/hooks/pre-push': '#!/bin/sh\nexit 1\n',
    '.git/hooks/reference-transaction': '#!/bin/sh\nexit 1\n',
  });
  for (const name of ['pre-push', 'reference-transaction']) chmodSync(folder.path('a', '.git', 'hooks', name), 0o755);
  folder.git('a', 'config', 'push.followTags', 'true');
  folder.git('a', 'config', 'commit.gpgSign', 'true');
  expect(await writeAnchor(await open('a'), head(1))).toMatchObject({ pushedTo: 'origin' });
});
