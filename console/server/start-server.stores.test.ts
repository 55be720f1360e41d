import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signJwt } from '@clerk/backend/jwt';
import { CommandError, createTerminal } from 'flagforge';
import { startGitHub } from 'flagforge/forge/testing/start-github';
import { createPublishPlace } from 'flagforge/testing/publish-place';
import { expect, test } from 'vitest';
import { parseSettings } from './settings.ts';
import { startServer } from './start-server.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const ORIGIN = 'https://flags.acme.com';
const publishableKey = `pk_live_${Buffer.from('clerk.acme.com$').toString('base64')}`;
const CLERK = {
  FLAGFORGE_CLERK_PUBLISHABLE_KEY: publishableKey,
  FLAGFORGE_CLERK_JWT_KEY: publicKey,
  ...{ FLAGFORGE_CLERK_ISSUER: 'https://clerk.acme.com', FLAGFORGE_CONSOLE_ORIGINS: ORIGIN },
};

test('serves the projects of a repository to those who sign in with Clerk, at its own address only, with no other way in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flagforge-console-'));
  const place = await createPublishPlace({}, 'environments: { production: {} }\n');
  const github = await startGitHub({ from: place.repository.root });
  const env = { ...place.env, ...github.env, ...CLERK };
  const server = await startServer(
    {
      ...createTerminal(),
      env: {
        ...{ ...env, FLAGFORGE_CONSOLE_REMOTE: github.repository, FLAGFORGE_CONSOLE_CLONE: join(folder, 'clone.git') },
        FLAGFORGE_CONSOLE_PORT: '0',
      },
    },
    () => {},
  );
  try {
    const now = Math.floor(Date.now() / 1000);
    const token: unknown = await signJwt(
      {
        ...{
          iss: CLERK.FLAGFORGE_CLERK_ISSUER,
          sub: 'user_2pat',
          azp: ORIGIN,
          iat: now,
          nbf: now,
          exp: now + 60,
          v: 2,
        },
        ...{ sts: 'active', o: { id: 'org_2x', slg: place.organization, rol: 'admin' } },
      },
      privateKey,
      { algorithm: 'RS256', header: { kid: 'ins_1' } },
    );
    // fetch does not let a test choose the header Host.
    const { request } = await import('node:http');
    const ask = (path: string, host: string): Promise<{ status: number; body: string }> =>
      new Promise((resolve, reject) => {
        const headers = { host, authorization: `Bearer ${String(token)}` };
        request({ host: '127.0.0.1', port: server.port, path, headers }, (res) => {
          const chunks: Buffer[] = [];
          res.on('data', (chunk: Buffer) => chunks.push(chunk));
          res.on('end', () => resolve({ status: res.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
        })
          .on('error', reject)
          .end();
      });
    const projects = await ask('/v1/projects', 'flags.acme.com');
    expect([projects.status, JSON.parse(projects.body)]).toMatchObject([
      200,
      { projects: [{ organization: place.organization, project: 'shop', forge: 'github', isAdmin: true }] },
    ]);
    expect((await ask('/v1/projects', `127.0.0.1:${server.port}`)).status).toBe(403);
    const page = await ask('/p/shop', 'flags.acme.com');
    expect([page.status, page.body]).toMatchObject([200, expect.stringContaining('<div id="root">')]);
    expect(JSON.parse((await ask('/v1/sign-in', 'flags.acme.com')).body)).toEqual({ kind: 'clerk', publishableKey });
    expect((await ask('/v1/dev/users', 'flags.acme.com')).status).toBe(404);
    expect((await ask('/v1/dev/session', 'flags.acme.com')).status).toBe(404);
  } finally {
    await server.close();
    await github.close();
    await place.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each([
  [{}, 'FLAGFORGE_CLERK_JWT_KEY'],
  [CLERK, 'GITHUB_REPOSITORY'],
  [{ ...CLERK, GITHUB_REPOSITORY: 'acme/web-store' }, 'GITHUB_TOKEN'],
  [
    { ...CLERK, GITHUB_REPOSITORY: 'acme/web-store', GITHUB_TOKEN: 'x', FLAGFORGE_CONSOLE_PORT: '-1' },
    'FLAGFORGE_CONSOLE_PORT',
  ],
])('says which setting is missing or wrong: %#', (env, name) => {
  const refused = (): unknown => {
    try {
      return parseSettings(env);
    } catch (error) {
      return error instanceof CommandError ? `${error.exitCode} ${error.code} ${error.message}` : error;
    }
  };
  expect(refused()).toMatch(new RegExp(`^2 FF4420 ${name} `));
});
