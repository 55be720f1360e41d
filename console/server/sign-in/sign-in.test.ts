import { createSign, generateKeyPairSync } from 'node:crypto';
import { CommandError } from 'flagforge';
import { beforeAll, describe, expect, test } from 'vitest';
import { TokenRefused } from '../user.ts';
import { clerkInPages } from './clerk-in-pages.ts';
import { clerkSettings } from './clerk-settings.ts';
import { createLocalSessions, LOCAL_ISSUER, type LocalSessions } from './local-sessions.ts';
import { verifySessions } from './verify-sessions.ts';

const ORIGIN = 'http://127.0.0.1:3000';
const PAT = { id: 'user_2pat', name: 'Pat Lee', email: null, role: 'org:admin', isBuiltIn: false } as const;

const settingsOf = (sessions: LocalSessions, parties = [ORIGIN]) => ({
  ...{ jwtKey: sessions.publicKey, issuer: LOCAL_ISSUER, parties: () => new Set(parties) },
});

const reasonOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'taken',
    (error: unknown) => (error instanceof TokenRefused ? error.reason : String(error)),
  );

describe('the local sign-in', () => {
  test('signs what is verified like a token of Clerk: the user, their organisation by id or slug, their role in it', async () => {
    const sessions = createLocalSessions();
    const verify = verifySessions(settingsOf(sessions));
    const { token, expiresAt } = await sessions.sign(PAT, 'acme', ORIGIN, Date.now());
    expect(await verify(token)).toEqual({
      ...{ id: 'user_2pat', identity: 'clerk:user_2pat', claims: ['clerk:org:admin'] },
      organization: { id: 'org_local', slug: 'acme' },
    });
    expect(expiresAt - Date.now()).toBeGreaterThan(3_590_000);
    const byId = await sessions.sign({ ...PAT, role: 'org:viewer' }, 'org_2acme', ORIGIN, Date.now());
    expect(await verify(byId.token)).toMatchObject({ claims: ['clerk:org:viewer'], organization: { id: 'org_2acme' } });
  });

  test('is worth nothing to another process, at another origin, or later', async () => {
    const [sessions, others] = [createLocalSessions(), createLocalSessions()];
    const { token } = await sessions.sign(PAT, 'acme', ORIGIN, Date.now());
    expect(await reasonOf(verifySessions(settingsOf(others))(token))).toBe('token-invalid-signature');
    expect(await reasonOf(verifySessions(settingsOf(sessions, ['http://localhost:4000']))(token))).toBe(
      'token-invalid-authorized-parties',
    );
    const old = await sessions.sign(PAT, 'acme', ORIGIN, Date.now() - 3_700_000);
    expect(await reasonOf(verifySessions(settingsOf(sessions))(old.token))).toBe('token-expired');
  });
});

describe('a token', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const issuer = 'https://clerk.acme.com';
  let verify: ReturnType<typeof verifySessions>;
  beforeAll(() => {
    verify = verifySessions({ jwtKey: async () => publicKey, issuer, parties: () => new Set([ORIGIN]) });
  });

  const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const CLAIMS = {
    ...{ iss: issuer, sub: 'user_2pat', azp: ORIGIN, iat: now, nbf: now, exp: now + 60, v: 2, sts: 'active' },
    o: { id: 'org_2acme', slg: 'acme', rol: 'member' },
  };
  const tokenOf = (claims: object, header: object = { alg: 'RS256', typ: 'JWT', kid: 'ins_1' }): string => {
    const body = `${base64(header)}.${base64(claims)}`;
    return `${body}.${createSign('RSA-SHA256').update(body).sign(privateKey, 'base64url')}`;
  };

  test('with all it needs is taken', async () => {
    expect(await verify(tokenOf(CLAIMS))).toMatchObject({ identity: 'clerk:user_2pat', claims: ['clerk:org:member'] });
  });

  test.each<[string, object, string]>([
    ['of another issuer', { iss: 'https://clerk.evil.example' }, 'issuer'],
    ['without an issuer', { iss: undefined }, 'issuer'],
    ['for another page', { azp: 'https://evil.example' }, 'token-invalid-authorized-parties'],
    ['for no page', { azp: undefined }, 'token-invalid-authorized-parties'],
    ['of a session that still has something to do', { sts: 'pending' }, 'session-pending'],
    ['without an organisation', { o: undefined }, 'organization-missing'],
    ['of an organisation without an id', { o: { slg: 'acme' } }, 'organization-missing'],
    ['of nobody', { sub: undefined }, 'token-verification-failed'],
    ['of a role as if it were a person', { sub: 'org:admin' }, 'subject'],
    ['that is past', { exp: now - 60 }, 'token-expired'],
    ['that is not yet', { nbf: now + 600 }, 'token-not-active-yet'],
  ])('%s is refused', async (_, change, reason) => {
    expect(await reasonOf(verify(tokenOf({ ...CLAIMS, ...change })))).toBe(reason);
  });

  test('that nobody signed, or signed otherwise, is refused', async () => {
    const unsigned = `${base64({ alg: 'none', typ: 'JWT' })}.${base64(CLAIMS)}.`;
    expect(await reasonOf(verify(unsigned))).toMatch(/^token-/);
    expect(await reasonOf(verify(tokenOf(CLAIMS, { alg: 'HS256', typ: 'JWT' })))).toBe('token-invalid-algorithm');
    expect(await reasonOf(verify('not.a.token'))).toMatch(/^token-/);
    const [head, body, signature] = tokenOf(CLAIMS).split('.');
    const forged = [head, base64({ ...CLAIMS, sub: 'user_2sam' }), signature].join('.');
    expect(await reasonOf(verify(forged))).toBe('token-invalid-signature');
    expect(body).toBeDefined();
  });

  test('is verified by settings that are looked at when the server starts', () => {
    const env = {
      FLAGFORGE_CLERK_JWT_KEY: publicKey.trim().replaceAll('\n', '\\n'),
      ...{ FLAGFORGE_CLERK_ISSUER: `${issuer}/`, FLAGFORGE_CONSOLE_ORIGINS: `${ORIGIN}, https://flags.acme.com` },
    };
    expect(clerkSettings({})).toBeNull();
    expect(clerkSettings(env)?.issuer).toBe(issuer);
    expect([...(clerkSettings(env)?.parties() ?? [])]).toEqual([ORIGIN, 'https://flags.acme.com']);
    for (const [name, value] of [
      ['FLAGFORGE_CLERK_JWT_KEY', 'secret'],
      ['FLAGFORGE_CLERK_ISSUER', ''],
      ['FLAGFORGE_CLERK_ISSUER', 'http://clerk.acme.com'],
      ['FLAGFORGE_CONSOLE_ORIGINS', ''],
      ['FLAGFORGE_CONSOLE_ORIGINS', 'https://flags.acme.com/console'],
    ] as const) {
      const error = (() => {
        try {
          return clerkSettings({ ...env, [name]: value });
        } catch (problem) {
          return problem;
        }
      })();
      expect(error instanceof CommandError && [error.exitCode, error.code]).toEqual([2, 'FF4420']);
      expect(String(error)).toContain(name);
    }
  });
});

describe('the publishable key', () => {
  const read = (key: string | undefined): unknown => {
    try {
      return clerkInPages({ FLAGFORGE_CLERK_PUBLISHABLE_KEY: key }, 'https://clerk.acme.com');
    } catch (error) {
      return error instanceof CommandError ? `${error.exitCode} ${error.code} ${error.message}` : error;
    }
  };
  const keyOf = (text: string): string => `pk_live_${Buffer.from(text).toString('base64')}`;

  test('names the instance of Clerk', () => {
    const publishableKey = keyOf('clerk.acme.com$');
    expect(read(` ${publishableKey}\n`)).toEqual({ publishableKey, host: 'clerk.acme.com' });
    expect([read(undefined), read(' ')]).toEqual([null, null]);
  });

  test.each([
    ['a secret one', 'sk_live_abc', /^2 FF4420 FLAGFORGE_CLERK_PUBLISHABLE_KEY is no publishable key/],
    ['one without its end', keyOf('clerk.acme.com'), /is no publishable key/],
    ['one that would widen the policy of pages', keyOf('x.com; script-src *$'), /is no publishable key/],
    ['one of a path', keyOf('clerk.acme.com/evil$'), /is no publishable key/],
    ['one of another instance', keyOf('clerk.evil.example$'), /is of clerk.evil.example/],
  ])('%s is refused', (_, key, expected) => {
    expect(read(key)).toMatch(expected);
  });
});
