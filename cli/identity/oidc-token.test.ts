import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CommandError } from '../command-error.ts';
import { createGitFolder, GIT_TEST_ENVIRONMENT, type GitFolder } from '../testing/git-repository.ts';
import { type Answer, type IssuerStandIn, startOidcIssuer } from '../testing/start-oidc-issuer.ts';
import { GITHUB_ACTIONS, type OidcIssuer } from './oidc-token.ts';
import { resolveTokenActor } from './resolve-actor.ts';

let github: IssuerStandIn;
let folder: GitFolder;

beforeAll(async () => {
  github = await startOidcIssuer();
  folder = createGitFolder();
});
afterEach(() => {
  github.hands(null);
  github.actAs('patlee');
  github.answer('/token', null);
  github.answer('/jwks', null);
});
afterAll(async () => {
  folder.remove();
  await github.close();
});

interface Change {
  readonly env?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly issuer?: Partial<OidcIssuer>;
  readonly now?: number;
}

const ask = ({ env = {}, directory = '/nonexistent', issuer = {}, now = Date.now() }: Change = {}) =>
  resolveTokenActor(
    { env: { ...GIT_TEST_ENVIRONMENT, ...github.env, ...env }, now: () => now },
    { organization: 'acme', directory },
    { ...github.issuer, ...issuer },
  );

/** `2 FF4246 message`, with all that a user would see; nothing that is secret may be in it. */
async function problemOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    (actor) => new Error(`taken: ${JSON.stringify(actor)}`),
    (problem: unknown) => problem,
  );
  if (!(error instanceof CommandError)) return String(error);
  const text = [error.message, ...error.hints, JSON.stringify(error), error.stack].join('\n');
  expect(text).not.toMatch(/request-token|eyJ/);
  expect(error.cause).toBeUndefined();
  return `${error.exitCode} ${error.code} ${error.message}`;
}

const signed = async (change: object, header?: object): Promise<string> =>
  github.sign({ ...github.claims(), ...change }, header);

test('the actor of a job is whom its token names', async () => {
  expect(await ask()).toEqual({ identity: 'github:patlee', claims: [] });
  expect(github.requests).toContain('GET /token?api-version=2.0&audience=flagforge');
  github.actAs('pat_acme');
  expect((await ask())?.identity).toBe('github:pat_acme');
  github.actAs('dependabot[bot]');
  expect((await ask())?.identity).toBe('github:dependabot[bot]');
});

test('capital letters in the name of the repository do not count', async () => {
  expect((await ask({ env: { GITHUB_REPOSITORY: 'ACME/Web-Store' } }))?.identity).toBe('github:patlee');
});

const now = (): number => Math.floor(Date.now() / 1000);

test.each<[string, () => object, string]>([
  ['for another audience', () => ({ aud: 'https://github.com/acme' }), 'it is for another audience'],
  ['for several audiences', () => ({ aud: ['flagforge', 'vault'] }), 'it is not for flagforge alone'],
  ['for no audience', () => ({ aud: undefined }), 'it is for another audience'],
  ['of another issuer', () => ({ iss: 'https://token.evil.example' }), 'it is of another issuer'],
  ['of an issuer that only begins alike', () => ({ iss: `${GITHUB_ACTIONS.issuer}/acme` }), 'it is of another issuer'],
  ['for a fork', () => ({ repository: 'mallory/web-store' }), 'it is for another repository than acme/web-store'],
  ['for a name that begins alike', () => ({ repository: 'acme/web-store-2' }), 'it is for another repository'],
  ['for no repository', () => ({ repository: undefined }), 'it is for another repository'],
  ['that is past', () => ({ iat: now() - 500, exp: now() - 60 }), 'its time is over'],
  ['that was kept', () => ({ iat: now() - 3_600, exp: now() + 3_600 }), 'its time is over'],
  ['that is not yet', () => ({ nbf: now() + 600 }), 'its time has not begun'],
  ['that will be made', () => ({ iat: now() + 600 }), 'its time has not begun'],
  ['that never ends', () => ({ exp: undefined }), 'it never ends'],
  ['that is not dated', () => ({ iat: undefined }), 'its time has not begun'],
  ['of nobody', () => ({ actor: undefined }), 'it names no actor'],
  ['of somebody with a line of their own', () => ({ actor: 'pat\nlee' }), 'it names no actor'],
  ['of an identity of another kind', () => ({ actor: 'x:clerk:org:admin' }), 'it names no actor'],
])('a token %s is refused', async (_, change, why) => {
  github.hands(await signed(change()));
  expect(await problemOf(ask())).toContain(`2 FF4246 GitHub's token for this job is refused: ${why}`);
});

describe('a token that GitHub did not sign is refused', () => {
  const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  test.each<[string, () => Promise<string>, string]>([
    [
      'with no signature',
      async () => `${base64({ alg: 'none', typ: 'JWT', kid: 'key-1' })}.${base64(github.claims())}.`,
      'it is not signed as GitHub signs',
    ],
    [
      'with a shared secret',
      () => github.sign(github.claims(), { alg: 'HS256' }, Buffer.alloc(64, 1)),
      'it is not signed as GitHub signs',
    ],
    [
      'by PS256 with a key that nobody asked for',
      async () => {
        const { generateKeyPair } = await import('jose');
        const { privateKey } = await generateKeyPair('PS256');
        return github.sign(github.claims(), { alg: 'PS256' }, privateKey);
      },
      'it is not signed as GitHub signs',
    ],
    ['with an unknown key', () => signed({}, { kid: 'key-9' }), 'it is signed with none of the keys of GitHub'],
    ['with another key than it says', () => signed({}, { kid: 'key-0' }), 'its signature is wrong'],
    ['without saying with which', () => signed({}, { kid: undefined }), 'it does not say which'],
    [
      'by a key of its own',
      async () => {
        const { exportJWK, generateKeyPair } = await import('jose');
        const { privateKey, publicKey } = await generateKeyPair('RS256');
        return github.sign(
          github.claims(),
          { jwk: await exportJWK(publicKey), jku: 'https://evil.example' },
          privateKey,
        );
      },
      'its signature is wrong',
    ],
    [
      'with claims that were changed afterwards',
      async () => {
        const [head, , signature] = (await signed({})).split('.');
        return [head, base64({ ...github.claims(), actor: 'samortiz' }), signature].join('.');
      },
      'its signature is wrong',
    ],
    ['that is garbage', async () => 'not.a.token', 'it is no token of GitHub'],
    ['that is empty', async () => '', 'it is no token of GitHub'],
  ])('%s', async (_, make, why) => {
    github.hands(await make());
    expect(await problemOf(ask())).toContain(`2 FF4246 GitHub's token for this job is refused: ${why}`);
  });
});

describe('GitHub that', () => {
  const json =
    (body: string): Answer =>
    (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  const endless: Answer = (_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
    };
    response.on('drain', more);
    more();
  };

  test.each<[string, '/token' | '/jwks', Answer, string]>([
    ['fails', '/token', (_, response) => response.writeHead(503).end(), '3 FF4245 GitHub did not hand out its token'],
    ['does not know the job', '/token', (_, response) => response.writeHead(401).end(), 'answers 401'],
    [
      'sends elsewhere',
      '/token',
      (_, response) => response.writeHead(302, { location: 'https://evil.example/' }).end(),
      'answers 302',
    ],
    [
      'answers with a page',
      '/token',
      json('<html>'),
      '3 FF4245 GitHub did not hand out its token: the answer is no JSON',
    ],
    ['answers without a token', '/token', json('{"count":0}'), '2 FF4246'],
    ['answers with null', '/token', json('null'), '2 FF4246'],
    ['never ends', '/token', endless, 'the answer is longer than 65536 bytes'],
    ['hangs up', '/token', (request) => request.socket.destroy(), 'cannot be reached'],
    ['has no keys', '/jwks', json('{}'), '3 FF4245 GitHub did not hand out the keys that prove it'],
    ['has a page for its keys', '/jwks', json('<html>'), 'the keys that prove it: the answer is no JSON'],
    ['has a list for its keys', '/jwks', json('[]'), '3 FF4245'],
    ['has keys without end', '/jwks', endless, 'the keys that prove it: the answer is longer'],
    ['has no key', '/jwks', json('{"keys":[]}'), '2 FF4246'],
  ])('%s is never passed over (%s)', async (_, path, as, says) => {
    github.answer(path, as);
    expect(await problemOf(ask())).toContain(says);
  });

  test('does not answer, or not to the end, is waited for no longer than the limit', async () => {
    const limits = { ...github.issuer.limits, limitMs: 100 };
    github.answer('/token', () => {});
    expect(await problemOf(ask({ issuer: { limits } }))).toContain('no answer within 0.1 s');
    github.answer('/token', (_, response) => response.writeHead(200).write('{"value":'));
    expect(await problemOf(ask({ issuer: { limits } }))).toContain('no answer within 0.1 s');
  });

  test('fails once is asked again', async () => {
    github.answer('/token', (_, response) => {
      github.answer('/token', null);
      response.writeHead(502).end();
    });
    const limits = { ...github.issuer.limits, pausesMs: [0] };
    expect((await ask({ issuer: { limits } }))?.identity).toBe('github:patlee');
  });
});

test('the token of the job is sent over https alone, and to this machine only in tests', async () => {
  const { limits } = GITHUB_ACTIONS;
  const before = github.requests.length;
  expect(await problemOf(ask({ issuer: { limits } }))).toContain('its address is not https');
  const env = { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://evil.example/token' };
  expect(await problemOf(ask({ env }))).toContain('its address is not https');
  expect(github.requests.slice(before).filter((line) => line.includes('/token'))).toEqual([]);
});

test('half of what a job has is a mistake, and no job has none of it', async () => {
  const [url, token] = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  expect(await problemOf(ask({ env: { [url]: '' } }))).toContain(`2 FF4244 ${url} is not set`);
  expect(await problemOf(ask({ env: { [token]: ' ' } }))).toContain(`2 FF4244 ${token} is not set`);
  expect(await problemOf(ask({ env: { [url]: 'token' } }))).toContain(`2 FF4244 ${url} is no URL`);
  expect(await ask({ env: { [url]: '', [token]: '' } })).toBeNull();
});

test('the repository is the one that the clone comes from, whatever the job says', async () => {
  const at = (name: string, remote: string | null): string => {
    folder.create(name, { 'flags/flagforge.yaml': 'version: 1\n' });
    if (remote !== null) folder.git(name, 'remote', 'add', 'origin', remote);
    return folder.path(name, 'flags');
  };
  const own = at('own', 'git@github.com:Acme/web-store.git');
  const fork = at('fork', 'https://github.com/mallory/web-store');
  const elsewhere = at('elsewhere', 'https://gitlab.com/mallory/web-store');
  expect((await ask({ directory: own }))?.identity).toBe('github:patlee');
  expect((await ask({ directory: own, env: { GITHUB_REPOSITORY: '' } }))?.identity).toBe('github:patlee');
  expect((await ask({ directory: elsewhere }))?.identity).toBe('github:patlee');
  expect(await problemOf(ask({ directory: fork }))).toContain('2 FF4247 the remote of the clone is mallory/web-store');
  expect(await problemOf(ask({ directory: fork, env: { GITHUB_REPOSITORY: '' } }))).toContain(
    'it is for another repository than mallory/web-store',
  );
  for (const directory of [elsewhere, at('alone', null), '/nonexistent'])
    expect(await problemOf(ask({ directory, env: { GITHUB_REPOSITORY: '' } }))).toContain('2 FF4247 nothing names');
});
