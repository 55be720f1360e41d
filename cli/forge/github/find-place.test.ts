import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { CommandError } from '../../command-error.ts';
import { parseRemote } from '../../git/parse-remote.ts';
import { findCredentials, findPlace } from './find-place.ts';

test.each([
  'https://github.com/acme/web-store',
  'https://github.com/acme/web-store.git',
  'https://github.com/acme/web-store/',
  'https://x-access-token:secret@github.com/acme/web-store.git',
  'https://GitHub.com/acme/web-store',
  'ssh://git@github.com/acme/web-store.git',
  'ssh://git@github.com:22/acme/web-store.git',
  'ssh://git@ssh.github.com:443/acme/web-store.git',
  'git@github.com:acme/web-store.git',
  'github.com:acme/web-store',
])('%s is acme/web-store on GitHub', (url) => {
  expect(parseRemote(url, 'github.com')).toEqual({ owner: 'acme', repo: 'web-store' });
});

test.each([
  'https://github.com.evil.example/acme/web-store',
  'https://evil.example/github.com/acme/web-store',
  'https://github.com@evil.example/acme/web-store',
  'https://evil.example#@github.com/acme/web-store',
  'https://github.com/acme/web-store?x=1',
  'https://github.com/acme/web-store/tree/main',
  'https://github.com/acme',
  'https://github.com//acme/web-store',
  'https://github.com/acme/..',
  'https://github.com/acme/%2e%2e',
  'https://github.com:8443/acme/web-store',
  'git@github.com.evil.example:acme/web-store.git',
  'git@evil.example:github.com/acme/web-store.git',
  'git@github.com:/acme/web-store.git',
  'git@github.com:acme/web-store.git -oProxyCommand=x',
  'file:///srv/github.com/acme/web-store',
  '/srv/acme/web-store',
  'ext::sh -c github.com:acme/web-store',
  'https:\\\\github.com\\acme\\web-store',
  '',
])('%s is not', (url) => {
  expect(parseRemote(url, 'github.com')).toBeNull();
});

const REMOTE = 'git@github.com:acme/web-store.git';

test.each<[Record<string, string>, string | null, unknown]>([
  [{}, REMOTE, ['acme/web-store', 'https://api.github.com', 'github.com']],
  [{ GITHUB_REPOSITORY: 'acme/other' }, REMOTE, ['acme/other', 'https://api.github.com', 'github.com']],
  [{ GITHUB_API_URL: 'https://api.github.com/' }, REMOTE, ['acme/web-store', 'https://api.github.com', 'github.com']],
  [
    { GITHUB_API_URL: 'https://ghe.acme.com/api/v3' },
    'https://ghe.acme.com/acme/web-store',
    ['acme/web-store', 'https://ghe.acme.com/api/v3', 'ghe.acme.com'],
  ],
  [
    { GITHUB_SERVER_URL: 'https://acme.ghe.com' },
    'git@acme.ghe.com:acme/web-store',
    ['acme/web-store', 'https://api.acme.ghe.com', 'acme.ghe.com'],
  ],
  // The token of one server is never for a repository of another.
  [{ GITHUB_API_URL: 'https://ghe.acme.com/api/v3' }, REMOTE, null],
  [{}, 'https://gitlab.com/acme/web-store', null],
  [{}, null, null],
])('with %j and the remote %s it is %j', (env, remote, expected) => {
  const place = findPlace(env, remote);
  expect(place === null ? null : [`${place.owner}/${place.repo}`, place.apiUrl, place.host]).toEqual(expected);
});

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'fine';
  } catch (error) {
    return error instanceof CommandError ? `${error.exitCode} ${error.code} ${error.message}` : String(error);
  }
};

test.each([
  [{ GITHUB_API_URL: 'http://ghe.acme.com/api/v3' }, /^2 FF4124 .*not https/],
  [{ GITHUB_API_URL: 'https://me:hunter2@ghe.acme.com' }, /^2 FF4124 (?!.*hunter2)/],
  [{ GITHUB_API_URL: 'ghe' }, /^2 FF4124 .*no URL/],
  [{ GITHUB_API_URL: 'https://ghe.acme.com/?a=b' }, /^2 FF4124 .*query/],
  [{ GITHUB_REPOSITORY: 'acme' }, /^2 FF4125/],
  [{ GITHUB_REPOSITORY: 'acme/web/store' }, /^2 FF4125/],
])('%j cannot be', (env, expected) => {
  expect(codeOf(() => findPlace(env, REMOTE))).toMatch(expected);
});

const pem = (type: 'rsa' | 'rsa-pss'): string =>
  generateKeyPairSync(type as 'rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;

test('credentials are an App where one is set, else a token; half of an App is a mistake', () => {
  const key = pem('rsa');
  expect(findCredentials({})).toBeNull();
  expect(findCredentials({ GITHUB_TOKEN: ' ', GH_TOKEN: 'b' })).toEqual({ kind: 'token', token: 'b' });
  expect(findCredentials({ GITHUB_TOKEN: 'a', GH_TOKEN: 'b' })).toEqual({ kind: 'token', token: 'a' });
  const app = { FLAGFORGE_GITHUB_APP_ID: '7', FLAGFORGE_GITHUB_APP_KEY: key.replaceAll('\n', '\\n') };
  expect(findCredentials({ ...app, GITHUB_TOKEN: 'a' })).toEqual({ kind: 'app', id: '7', key });
  expect(codeOf(() => findCredentials({ FLAGFORGE_GITHUB_APP_ID: '7', GITHUB_TOKEN: 'a' }))).toMatch(
    /^2 FF4126 FLAGFORGE_GITHUB_APP_ID is set, and FLAGFORGE_GITHUB_APP_KEY is not/,
  );
  for (const wrong of ['/no/such/file', '-----BEGIN nothing', pem('rsa-pss')]) {
    const text = codeOf(() => findCredentials({ ...app, FLAGFORGE_GITHUB_APP_KEY: wrong }));
    expect(text).toMatch(/^3 FF4112/);
    expect(text).not.toContain(wrong.slice(0, 20));
  }
});
