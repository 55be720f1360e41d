import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CommandError } from '../command-error.ts';
import { createClerkSessions, PARTY } from '../testing/clerk-sessions.ts';
import { clerkSettings } from './clerk-settings.ts';
import { isOrganization, verifyClerkToken } from './clerk-token.ts';
import { resolveTokenActor } from './resolve-actor.ts';

const sessions = createClerkSessions();
const ACME = { slug: 'acme', role: 'admin' };
const CLAIMS = sessions.claims('user_2pat', ACME);

const ask = (env: Readonly<Record<string, string>>, organization = 'acme') =>
  resolveTokenActor({ env: { ...sessions.env, ...env }, now: Date.now }, { organization, directory: '/nonexistent' });

/** `2 FF4242 message`; nothing of the token or of a key may be in what a user would see. */
async function problemOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    (actor) => new Error(`taken: ${JSON.stringify(actor)}`),
    (problem: unknown) => problem,
  );
  if (!(error instanceof CommandError)) return String(error);
  const text = [error.message, ...error.hints, JSON.stringify(error), error.stack].join('\n');
  expect(text).not.toMatch(/eyJ|BEGIN|MII/);
  return `${error.exitCode} ${error.code} ${error.message}`;
}

test('the actor is the user of the session, with what their organisation says they are', async () => {
  const FLAGFORGE_TOKEN = `${await sessions.sign(CLAIMS)}\n`;
  expect(await ask({ FLAGFORGE_TOKEN })).toMatchObject({ identity: 'clerk:user_2pat', claims: ['clerk:org:admin'] });
  expect(await ask({ FLAGFORGE_TOKEN }, 'org_2acme')).toMatchObject({ identity: 'clerk:user_2pat' });
  expect(await ask({ FLAGFORGE_TOKEN: ' ' })).toBeNull();
});

const now = Math.floor(Date.now() / 1000);

test.each<[string, object, string]>([
  ['of a session that still has something to do', { sts: 'pending' }, 'its user has not finished signing in'],
  ['of another organisation', { o: { id: 'org_9', slg: 'rival', rol: 'admin' } }, 'another organisation than acme'],
  ['of no organisation', { o: undefined }, 'it is of no organisation'],
  ['for another page', { azp: 'https://evil.example' }, 'a page that FLAGFORGE_CLERK_PARTIES does not list'],
  ['for no page', { azp: undefined }, 'a page that FLAGFORGE_CLERK_PARTIES does not list'],
  ['of another instance', { iss: 'https://clerk.evil.example' }, 'another issuer than FLAGFORGE_CLERK_ISSUER'],
  ['that is past', { iat: now - 600, exp: now - 60 }, 'its time is over'],
  ['that is not yet', { nbf: now + 600 }, 'its time has not begun'],
  ['of a role as if it were a user', { sub: 'org:admin' }, 'it names no user'],
])('a token %s is refused', async (_, change, why) => {
  const FLAGFORGE_TOKEN = await sessions.sign({ ...CLAIMS, ...change });
  expect(await problemOf(ask({ FLAGFORGE_TOKEN }))).toMatch(/^2 FF4242 the token in FLAGFORGE_TOKEN is refused: /);
  expect(await problemOf(ask({ FLAGFORGE_TOKEN }))).toContain(why);
});

test('a token that Clerk did not sign is refused, however it is made', async () => {
  const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = (alg: string): string => `${base64({ alg, typ: 'JWT', kid: 'ins_1' })}.${base64(CLAIMS)}`;
  const hmac = createHmac('sha256', sessions.env.FLAGFORGE_CLERK_JWT_KEY ?? '').update(body('HS256'));
  const tokens = [
    ...[`${body('none')}.`, `${body('HS256')}.${hmac.digest('base64url')}`, await createClerkSessions().sign(CLAIMS)],
    ...['garbage', 'a.b.c', '..', 'x'.repeat(1_000_000)],
  ];
  for (const FLAGFORGE_TOKEN of tokens) expect(await problemOf(ask({ FLAGFORGE_TOKEN }))).toMatch(/^2 FF4242 /);
});

test('a token that nothing can verify is a mistake, and never left aside', async () => {
  const FLAGFORGE_TOKEN = await sessions.sign(CLAIMS);
  expect(await problemOf(ask({ FLAGFORGE_TOKEN, FLAGFORGE_CLERK_JWT_KEY: '' }))).toMatch(/^2 FF4241 /);
  for (const [name, value] of [
    ['FLAGFORGE_CLERK_JWT_KEY', 'secret'],
    ['FLAGFORGE_CLERK_ISSUER', ''],
    ['FLAGFORGE_CLERK_ISSUER', 'http://clerk.acme.com'],
    ['FLAGFORGE_CLERK_PARTIES', ''],
    ['FLAGFORGE_CLERK_PARTIES', `${PARTY}/console`],
  ] as const)
    expect(await problemOf(ask({ FLAGFORGE_TOKEN, [name]: value }))).toMatch(new RegExp(`^2 FF4240 ${name}`));
});

test('the library of Clerk is never asked without a list of pages: it would take any', async () => {
  const settings = clerkSettings(sessions.env);
  if (settings === null) throw new Error('settings');
  const answer = await verifyClerkToken(await sessions.sign(CLAIMS), { ...settings, parties: () => new Set() });
  expect(answer).toEqual({ kind: 'refused', reason: 'authorized-party-unknown' });
});

describe('the key', () => {
  const pem = sessions.env.FLAGFORGE_CLERK_JWT_KEY ?? '';

  test.each([
    ['with line ends as two characters', pem.trim().replaceAll('\n', '\\n')],
    ['on one line', pem.replaceAll('\n', ' ')],
    ['with the line ends of Windows', pem.replaceAll('\n', '\r\n')],
    ['in quotes', `"${pem}"`],
  ])('%s verifies', async (_, key) => {
    const FLAGFORGE_TOKEN = await sessions.sign(CLAIMS);
    expect(await ask({ FLAGFORGE_TOKEN, FLAGFORGE_CLERK_JWT_KEY: key })).toMatchObject({ identity: 'clerk:user_2pat' });
  });

  test('that is private, of another kind or cut short is none', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ed = generateKeyPairSync('ed25519');
    for (const key of [
      rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      ed.publicKey.export({ type: 'spki', format: 'pem' }),
      pem.slice(0, -60),
      pem.replace('MII', 'AAA'),
      `${'-----BEGIN PUBLIC KEY-----'.repeat(1_000)}`,
    ])
      expect(() => clerkSettings({ ...sessions.env, FLAGFORGE_CLERK_JWT_KEY: String(key) })).toThrow(
        'FLAGFORGE_CLERK_JWT_KEY is no public key in PEM',
      );
  });
});

test.each([
  [{ id: 'org_2acme', slug: 'acme' }, 'acme', true],
  [{ id: 'org_2acme', slug: 'acme' }, 'org_2acme', true],
  [{ id: 'org_2acme', slug: 'acme' }, 'ACME', false],
  [{ id: 'org_9', slug: 'org_2acme' }, 'org_2acme', false],
  [{ id: 'org_2acme', slug: null }, '', false],
  [{ id: 'org_2acme', slug: '' }, '', false],
])('%j is, or is not, %s', (organization, name, expected) => {
  expect(isOrganization(organization, name)).toBe(expected);
});
