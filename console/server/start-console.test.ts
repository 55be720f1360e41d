import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import { runDev } from 'flagforge/testing/run-dev';
import { createWorkspace } from 'flagforge/testing/run-flagforge';
import { afterEach, expect, test } from 'vitest';
import { createApiClient } from './testing/api-client.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const workspace = createWorkspace();
  ends.push(() => workspace.remove());
  const dev = runDev(workspace, ['--port', '0', ...words], env);
  ends.push(() => dev.end());
  return { dev, workspace };
}

test('where a project names nobody, three built-in users sign in, and one approves what another proposed', async () => {
  const { dev } = await start(['--console-port', '0']);
  const { call } = createApiClient(String((await dev.next('ready')).console));
  const signIn = async (user: string) => (await call(null, 'POST', '/v1/dev/session', { user })).body.token;
  const [ada, eddie, vera] = await Promise.all(['user_ada', 'user_eddie', 'user_vera'].map(signIn));
  const patch = (token: string | undefined) =>
    call(token ?? null, 'PATCH', '/v1/flags/dark-mode/target', {
      environment: 'production',
      rules: [
        { name: 'staff', if: 'email ends_with "@acme.com"', serve: 'on' },
        { name: 'the wise', if: 'age >= 90', serve: 'on' },
      ],
    });
  expect((await patch(vera)).body.code).toBe('FF4404');
  const { number, head } = (await patch(eddie)).body.changeRequest;
  const at = `/v1/change-requests/${number}`;
  const approval = { verdict: 'approved', head };
  expect((await call(eddie ?? null, 'POST', `${at}/reviews`, approval)).body.code).toBe('FF4157');
  expect((await call(ada ?? null, 'POST', `${at}/reviews`, approval)).status).toBe(201);
  const merged = await call(eddie ?? null, 'POST', `${at}/merge`, { head });
  expect(merged.status, merged.body.detail).toBe(200);
  const audit = await call(vera ?? null, 'GET', '/v1/audit?limit=1&environment=production&flag=dark-mode');
  expect(audit.body.entries).toMatchObject([{ actor: 'clerk:user_eddie', approvals: [{ person: 'Ada Admin' }] }]);
});

test('with a key of Clerk nobody signs in locally, and what this machine signed is worth nothing', async () => {
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const { dev } = await start(['--console-port', '0'], {
    FLAGFORGE_CLERK_JWT_KEY: publicKey,
    ...{ FLAGFORGE_CLERK_ISSUER: 'https://clerk.acme.com', FLAGFORGE_CONSOLE_ORIGINS: 'http://localhost:3000' },
  });
  const { call } = createApiClient(String((await dev.next('ready')).console));
  for (const [method, path, body] of [
    ['GET', '/v1/dev/users', undefined],
    ['POST', '/v1/dev/session', { user: 'user_ada' }],
  ] as const) {
    const refused = await call(null, method, path, body);
    expect([refused.status, refused.body.code]).toEqual([403, 'FF4417']);
  }
});

test('settings of Clerk that cannot be right keep dev from starting, and say which', async () => {
  const { dev } = await start(['--console-port', '0'], { FLAGFORGE_CLERK_JWT_KEY: 'nonsense' });
  await expect(dev.next('ready')).rejects.toThrow(/FLAGFORGE_CLERK_JWT_KEY is no public key/);
  expect(await dev.end()).toBe(2);
});

test('a port that is taken is left for the next one, which is said', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen({ host: '127.0.0.1', port: 0 }, resolve));
  ends.push(() => new Promise((resolve) => taken.close(resolve)));
  const { port } = taken.address() as { readonly port: number };
  const { dev } = await start(['--console-port', String(port)]);
  const note = await dev.next('note');
  expect(note.text).toMatch(new RegExp(`^port ${port} is in use, so the console is on http://127.0.0.1:\\d+$`));
  const ready = await dev.next('ready');
  expect(note.text).toContain(String(ready.console));
  expect((await fetch(`${String(ready.console)}/v1/openapi.json`)).status).toBe(200);
});
