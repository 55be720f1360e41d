import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { CommandError } from '../../command-error.ts';
import { findFreePort } from '../../testing/free-port.ts';
import { type GitHubStandIn, startGitHub } from '../testing/start-github.ts';
import { createGitHubForge, type GitHubForge, type GitHubForgeOptions } from './github-forge.ts';

const started: GitHubStandIn[] = [];
const servers: Server[] = [];

async function start(): Promise<GitHubStandIn> {
  const github = await startGitHub({ files: { 'flags/a.yaml': 'type: boolean\n' } });
  started.push(github);
  await github.push('change', { 'flags/a.yaml': 'type: string\n' });
  await github.openPull('samortiz', 'change');
  return github;
}

afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  for (const github of started.splice(0)) await github.close();
});

const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';

function forgeAt(apiUrl: string, token: string, more: Partial<GitHubForgeOptions> = {}): GitHubForge {
  return createGitHubForge({
    place: { owner: 'acme', repo: 'web-store', apiUrl, host: 'github.com' },
    ...{ credentials: { kind: 'token', token }, proposers: null, secondMs: 2, limitMs: 1000, ...more },
  });
}

const problemOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CommandError)) return String(error);
  return `${error.exitCode} ${error.code} ${error.message}\n${error.hints.join('\n')}`;
};

describe('a problem with GitHub is told with what to do next:', () => {
  test('credentials that it does not take, without the token', async () => {
    const github = await start();
    const text = await problemOf(forgeAt(github.url, TOKEN).read(1));
    expect(text).toMatch(
      /^3 FF4101 github.com does not take these credentials, while reading pull request #1: Bad credentials/,
    );
    expect(text).toContain('GITHUB_TOKEN or GH_TOKEN');
    expect(text).not.toContain(TOKEN);
  });

  test('a repository that may not be seen is not a pull request that is not there', async () => {
    const github = await start();
    github.setLevel('riley', 'none');
    const unseen = forgeAt(github.url, github.as('riley').token);
    expect(await problemOf(unseen.read(1))).toMatch(/^3 FF4103 github.com\/acme\/web-store is not there, or/);
    const seen = forgeAt(github.url, github.token);
    expect(await problemOf(seen.read(99))).toMatch(/^2 FF4104 github.com\/acme\/web-store has no pull request #99/);
  });

  test('what the token may not do', async () => {
    const github = await start();
    const forge = forgeAt(github.url, github.as('riley').token);
    const files = [{ path: 'flags/b.yaml', text: 'a' }];
    const proposal = { title: 'x', body: '', baseCommit: await github.tip(), files, proposer: null };
    expect(await problemOf(forge.open(proposal))).toMatch(
      /^3 FF4102 .*does not allow writing the commit: Resource not/,
    );
  });

  test('a rate limit of seconds is waited for, and said', async () => {
    const github = await start();
    const said: string[] = [];
    github.fail({ kind: 'secondary', seconds: 3 });
    github.fail({ kind: 'primary', seconds: 5, match: /pulls\/1$/ });
    const forge = forgeAt(github.url, github.token, { progress: (text) => void said.push(text) });
    expect((await forge.read(1)).number).toBe(1);
    expect(said).toEqual([
      'github.com asks us to wait: going on in 3 s',
      expect.stringMatching(/^github.com asks us to wait: going on in [4-7] s$/),
    ]);
  });

  test.each(['primary', 'secondary'] as const)(
    'a %s rate limit of an hour is not waited for; it says until when',
    async (kind) => {
      const github = await start();
      github.fail({ kind, seconds: 3600, times: 9 });
      const text = await problemOf(forgeAt(github.url, github.token, { now: () => Date.UTC(2026, 0, 1, 12) }).read(1));
      expect(text).toMatch(/^3 FF4106 github.com answers no more until 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ/);
      if (kind === 'secondary') expect(text).toContain('2026-01-01T13:00:00Z');
    },
  );

  test.each([
    ['unavailable', /^3 FF4109 .*status 502/],
    ['dropped', /^3 FF4107 .*the connection broke off/],
    ['garbage', /^3 FF4109 .*JSON that breaks off/],
    ['cut', /^3 FF410[79] /],
    ['hang', /^3 FF4108 .*took too long/],
  ] as const)('when it is %s again and again', async (kind, expected) => {
    const github = await start();
    github.fail({ kind, times: 20 });
    expect(await problemOf(forgeAt(github.url, github.token, { limitMs: 100 }).reviews(1))).toMatch(expected);
    // Bounded: the first attempt and two more.
    expect(github.heard.length).toBe(3);
  });

  test.each(['unavailable', 'dropped', 'garbage', 'cut'] as const)(
    'once it is %s, and nobody notices',
    async (kind) => {
      const github = await start();
      await github.approve(1, 'alexkim');
      github.fail({ kind, match: /reviews/ });
      expect(await forgeAt(github.url, github.token).reviews(1)).toMatchObject([{ verdict: 'approved' }]);
    },
  );

  test('a proxy’s page in its place is no answer', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    expect(await problemOf(forgeAt(url, TOKEN).reviews(1))).toMatch(/^3 FF4109 .*: text\/html/);
  });

  test('nobody there', async () => {
    const text = await problemOf(forgeAt(`http://127.0.0.1:${await findFreePort()}`, TOKEN).read(1));
    expect(text).toMatch(/^3 FF4107 github.com cannot be reached, while reading pull request #1: nobody answers there/);
  });

  test('what it repeats of a token is left out', async () => {
    const server = createServer((request, response) => {
      const message = `bad ${request.headers.authorization} github_pat_abcdefgh12345678 \u001b[31mred`;
      response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const text = await problemOf(forgeAt(url, TOKEN).read(1));
    expect(text).toMatch(/^3 FF4102 .*bad token \[token\] \[token\]/);
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain('\u001b');
  });
});

describe('an answer that is lost after the work was done', () => {
  const proposal = async (github: GitHubStandIn) => ({
    ...{ title: 'A change', body: '', baseCommit: await github.tip(), proposer: null },
    files: [{ path: 'flags/b.yaml', text: 'a: 1\n' }],
  });

  test.each([/POST .*git\/trees/, /POST .*git\/commits/, /POST .*git\/refs/, /POST .*\/pulls/])(
    '%s is not done twice',
    async (match) => {
      const github = await start();
      github.fail({ kind: 'unavailable', match, isDone: true });
      const request = await forgeAt(github.url, github.token).open(await proposal(github));
      expect(request).toMatchObject({ number: 2, state: 'open' });
      const branches = (await github.git('for-each-ref', '--format=%(objectname)', 'refs/heads/flagforge')).split('\n');
      expect(branches).toEqual([request.head]);
    },
  );

  test('a request that cannot be opened leaves no branch behind', async () => {
    const github = await start();
    github.fail({ kind: 'unavailable', match: /POST .*\/pulls/, times: 9 });
    const text = await problemOf(forgeAt(github.url, github.token).open(await proposal(github)));
    expect(text).toMatch(/^3 FF4109 .*opening the pull request[\s\S]*nothing was left behind on GitHub/);
    expect(await github.git('for-each-ref', 'refs/heads/flagforge')).toBe('');
  });

  test('a branch that cannot be removed again is named', async () => {
    const github = await start();
    github.fail({ kind: 'unavailable', match: /POST .*\/pulls|DELETE /, times: 99 });
    const text = await problemOf(forgeAt(github.url, github.token).open(await proposal(github)));
    expect(text).toMatch(/git push origin --delete flagforge\/a-change-[0-9a-f]{10}/);
  });

  test('who proposed it that could not be written down is said', async () => {
    const github = await start();
    const proposers = { of: async () => null, record: () => Promise.reject(new Error('the database is away')) };
    const proposer = { identity: 'clerk:user_2sam', kind: 'human', name: 'Sam', claims: [] } as const;
    const forge = forgeAt(github.url, github.token, { proposers });
    const text = await problemOf(forge.open({ ...(await proposal(github)), proposer }));
    expect(text).toMatch(/^3 FF4122 pull request #2 .*the database is away[\s\S]*close #2/);
  });
});
