import { afterEach, expect, test } from 'vitest';
import { createFakeTerminal } from '../testing/fake-terminal.ts';
import { createFlagsRepository, type FlagsRepository } from '../testing/flags-repository.ts';
import { GIT_TEST_ENVIRONMENT } from '../testing/git-repository.ts';
import { isGitHub, needForge, openForge } from './open-forge.ts';
import { startGitHub } from './testing/start-github.ts';

const repositories: FlagsRepository[] = [];

afterEach(() => {
  for (const repository of repositories.splice(0)) repository.remove();
});

function repositoryWith(remote: string | null): FlagsRepository {
  const repository = createFlagsRepository({
    'flags/flagforge.yaml': 'version: 1\norganization: acme\nproject: shop\n',
  });
  repositories.push(repository);
  if (remote !== null) repository.git('remote', 'add', 'origin', remote);
  return repository;
}

async function nameAt(remote: string | null, env: Record<string, string>): Promise<string | null> {
  const { root } = repositoryWith(remote);
  const terminal = createFakeTerminal(root, { env: { ...GIT_TEST_ENVIRONMENT, ...env } });
  return (await openForge(terminal, `${root}/flags`))?.name ?? null;
}

const ON_GITHUB = 'git@github.com:acme/web-store.git';

test.each<[string, string | null, Record<string, string>, string | null]>([
  ['a remote on GitHub and a token', ON_GITHUB, { GITHUB_TOKEN: 'a' }, 'github.com/acme/web-store'],
  ['GH_TOKEN', ON_GITHUB, { GH_TOKEN: 'a' }, 'github.com/acme/web-store'],
  ['no credentials', ON_GITHUB, {}, null],
  ['no remote', null, { GITHUB_TOKEN: 'a' }, null],
  ['no remote, but a name', null, { GITHUB_TOKEN: 'a', GITHUB_REPOSITORY: 'acme/shop' }, 'github.com/acme/shop'],
  ['a remote elsewhere', 'https://gitlab.com/acme/web-store', { GITHUB_TOKEN: 'a' }, null],
  ['a host that only begins alike', 'https://github.com.evil.example/acme/web-store', { GITHUB_TOKEN: 'a' }, null],
  [
    'an Enterprise server',
    'https://ghe.acme.com/acme/web-store',
    { GITHUB_TOKEN: 'a', GITHUB_API_URL: 'https://ghe.acme.com/api/v3' },
    'ghe.acme.com/acme/web-store',
  ],
])('with %s, the forge of %s is found', async (_, remote, env, expected) => {
  expect(await nameAt(remote, env)).toBe(expected);
});

test('without any, it says what to do', async () => {
  const { root } = repositoryWith(null);
  const terminal = createFakeTerminal(root, { env: { ...GIT_TEST_ENVIRONMENT } });
  await expect(needForge(terminal, `${root}/flags`)).rejects.toMatchObject({
    ...{ exitCode: 2, code: 'FF4100' },
    hints: [expect.stringContaining('flagforge dev')],
  });
});

test.each<[string, string | null, Record<string, string>, string]>([
  ['credentials', ON_GITHUB, {}, 'no credentials for acme/web-store are set'],
  ['a repository', 'https://gitlab.com/acme/web-store', { GITHUB_TOKEN: 'a' }, 'no repository on github.com is known'],
  ['both', null, {}, 'no repository on GitHub is known'],
])('where %s are missing, it says so', async (_, remote, env, says) => {
  const { root } = repositoryWith(remote);
  const terminal = createFakeTerminal(root, { env: { ...GIT_TEST_ENVIRONMENT, ...env } });
  await expect(needForge(terminal, `${root}/flags`)).rejects.toThrow(says);
});

test('the stand-in is opened by its environment, and waiting is said on stderr', async () => {
  const github = await startGitHub({ files: { 'flags/a.yaml': 'a: 1\n' } });
  try {
    const { root } = repositoryWith(null);
    const terminal = createFakeTerminal(root, { env: { ...GIT_TEST_ENVIRONMENT, ...github.env } });
    const forge = await needForge(terminal, `${root}/flags`);
    github.fail({ kind: 'secondary', seconds: 1 });
    expect(await forge.baseCommit()).toBe(await github.tip());
    expect(isGitHub(forge)).toBe(true);
    expect(terminal.stderr()).toBe(
      '127.0.0.1 asks us to wait: going on in 1 s\n'.replace('127.0.0.1', new URL(github.url).host),
    );
    await forge.end();
  } finally {
    await github.close();
  }
});
