/** Signing in with Clerk: its components round the same pages, its tokens verified as everywhere. */
import { generateKeyPairSync } from 'node:crypto';
import { signJwt } from '@clerk/backend/jwt';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';
import { standInClerk } from './testing/stand-in-clerk.ts';

const HOST = 'clerk.flags.example';
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(SHOP_FILES, {
    FLAGFORGE_CLERK_JWT_KEY: publicKey,
    FLAGFORGE_CLERK_ISSUER: `https://${HOST}`,
    FLAGFORGE_CLERK_PUBLISHABLE_KEY: `pk_live_${Buffer.from(`${HOST}$`).toString('base64')}`,
    // Tokens are for pages of this origin; the port is chosen later, so that the test asks under a name of its own.
    FLAGFORGE_CONSOLE_ORIGINS: 'https://flags.example',
  });
});
afterAll(() => stage?.close());

async function tokenOf(user: string, organization: string | null): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    ...{ iss: `https://${HOST}`, sub: user, sid: 'sess_1', azp: 'https://flags.example' },
    ...{ v: 2, sts: 'active', iat: now, nbf: now - 5, exp: now + 60 },
    ...(organization === null ? {} : { o: { id: organization, slg: organization.slice(4), rol: 'admin' } }),
  };
  return String(await signJwt(claims, privateKey, { algorithm: 'RS256', header: { kid: 'ins_1' } }));
}

/** Clerk's host as this browser finds it. */
async function answerForClerk(context: BrowserContext, isThere: boolean): Promise<string[]> {
  const asked: string[] = [];
  await context.exposeFunction('standInToken', tokenOf);
  await context.route(`https://${HOST}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    asked.push(pathname);
    if (!isThere) return route.abort();
    const isScript = /^\/npm\/@clerk\/clerk-js@6\/dist\/clerk\.browser\.js$/.test(pathname);
    const isUi = /^\/npm\/@clerk\/ui@1\/dist\/ui\.browser\.js$/.test(pathname);
    if (!isScript && !isUi) return route.fulfill({ status: 404 });
    const body = isScript
      ? standInClerk({ id: 'user_2kim', organizations: ['org_acme', 'org_nobody'] })
      : 'globalThis.__internal_ClerkUICtor = class {};';
    return route.fulfill({ contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' }, body });
  });
  return asked;
}

test('a person signs in, acts for an organisation, changes it, and signs out', async () => {
  const { page, context, complaints } = await stage.visit(null, '/v1/openapi.json');
  const asked = await answerForClerk(context, true);
  await page.goto(stage.url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Act for org_acme' }).click();
  await page.getByRole('link', { name: 'new-checkout' }).waitFor();
  // The organisation of the token says which projects there are, and nowhere is a dead end.
  await page.getByRole('button', { name: 'Act for org_nobody' }).first().click();
  await page.getByRole('heading', { name: 'Nothing to see yet' }).waitFor();
  await page.getByRole('button', { name: 'Act for org_acme' }).click();
  await page.getByRole('link', { name: 'new-checkout' }).waitFor();
  await page.reload();
  await page.getByRole('link', { name: 'new-checkout' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(complaints).toEqual([]);
  expect(new Set(asked)).toEqual(
    new Set(['/npm/@clerk/clerk-js@6/dist/clerk.browser.js', '/npm/@clerk/ui@1/dist/ui.browser.js']),
  );
});

test('where Clerk cannot be reached the page says so, and what works all the same', async () => {
  const { page, context } = await stage.visit(null, '/v1/openapi.json');
  await answerForClerk(context, false);
  // It tries for a quarter of a minute.
  await page.clock.install();
  await page.goto(stage.url);
  const told = page.getByRole('heading', { name: 'Clerk cannot be reached' });
  await expect
    .poll(async () => {
      await page.clock.runFor(2_000);
      return told.count();
    })
    .toBe(1);
});

test('pages let in what Clerk needs and nothing else', async () => {
  const policy = (await fetch(stage.url)).headers.get('content-security-policy') ?? '';
  const directives = new Map(
    policy.split('; ').map((each) => [each.split(' ')[0], each.split(' ').slice(1).join(' ')]),
  );
  expect(directives.get('default-src')).toBe("'self'");
  expect(directives.get('script-src')).toBe(`'self' https://${HOST} https://challenges.cloudflare.com`);
  expect(directives.get('connect-src')).toBe(`'self' https://${HOST}`);
  expect(policy).not.toMatch(/script-src[^;]*unsafe|\*/);
});
