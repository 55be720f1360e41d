/** What was built: its size, its versions, and that nothing of the server's is in what the browser gets. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

/** Of all scripts that the first page loads, gzip. */
const FIRST_LOAD_BYTES = 130_000;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(SHOP_FILES);
});
afterAll(() => stage?.close());

test('React, its renderer and the runtime of Server Components are of one release', () => {
  const require = createRequire(import.meta.url);
  const versionOf = (name: string): string => (require(`${name}/package.json`) as { version: string }).version;
  const plugin = fileURLToPath(import.meta.resolve('@vitejs/plugin-rsc'));
  const vendored = join(plugin, '../vendor/react-server-dom/package.json');
  const { version } = JSON.parse(readFileSync(vendored, 'utf8')) as { version: string };
  expect([versionOf('react-dom'), version]).toEqual([versionOf('react'), versionOf('react')]);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  expect(major * 100 + minor).toBeGreaterThanOrEqual(1_902);
});

test('the first page loads less than 130 kB of scripts, and nothing from elsewhere', async () => {
  const { page, context } = await stage.visit(null, '/');
  const scripts: Promise<Buffer>[] = [];
  const foreign: string[] = [];
  page.on('response', (response) => {
    if (!response.url().startsWith(stage.url)) foreign.push(response.url());
    if ((response.headers()['content-type'] ?? '').includes('javascript')) scripts.push(response.body());
  });
  await context.addInitScript(`localStorage.setItem("flagforge.user", "user_2kim")`);
  await page.reload();
  await page.getByRole('link', { name: 'new-checkout' }).waitFor();
  const sizes = (await Promise.all(scripts)).map((body) => gzipSync(body).length);
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_LOAD_BYTES);
  expect(foreign).toEqual([]);
});

test('no page brings source text, a path of this machine, or what only development tells', async () => {
  const session = await fetch(`${stage.url}/v1/dev/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'user_2kim' }),
  });
  const { token } = (await session.json()) as { token: string };
  for (const path of ['/', '/p/shop', '/p/shop/flags/new-checkout', '/p/shop/flags/nothing', '/p/nothing']) {
    const response = await fetch(`${stage.url}/_pages${path}`, { headers: { authorization: `Bearer ${token}` } });
    const flight = await response.text();
    expect(response.status, path).toBe(200);
    expect(flight).toContain(':I[');
    // Development adds rows of debug information, stacks and owners.
    expect(flight, path).not.toMatch(/^\w+:[DNW]|"stack":|"owner":\{|\.tsx?\b|node_modules|file:\/\//m);
    expect(flight, path).not.toContain(stage.workspace.root);
    expect(flight, path).not.toMatch(/async function|=>\s*\{|import\s*\{|eyJ[\w-]{10,}/);
  }
});

test('every answer of the pages has the policy that lets nothing in', async () => {
  for (const path of ['/', '/p/shop', '/p/shop/flags/new-checkout']) {
    const response = await fetch(stage.url + path);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self'; /);
    expect(response.headers.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
  }
});

test('whoever leaves in the midst of a page does not hurt the server', async () => {
  const session = await fetch(`${stage.url}/v1/dev/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'user_2kim' }),
  });
  const { token } = (await session.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  for (let round = 0; round < 20; round += 1) {
    const leaving = new AbortController();
    const asked = fetch(`${stage.url}/_pages/p/shop`, { headers, signal: leaving.signal });
    if (round % 2 === 0) {
      leaving.abort();
      await expect(asked).rejects.toThrow();
      continue;
    }
    const { body } = await asked;
    await body?.cancel();
    leaving.abort();
  }
  const after = await fetch(`${stage.url}/_pages/p/shop`, { headers });
  expect([after.status, (await after.text()).includes('new-checkout')]).toEqual([200, true]);
  expect(stage.dev.said()).toBe('');
});
