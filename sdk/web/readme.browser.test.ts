/** The page of the README, as files, with a real `flagforge dev` whose flags are edited. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DevSession, runDev } from '../../cli/testing/run-dev.ts';
import { createWorkspace, SMALL_PROJECT, type Workspace } from '../../cli/testing/run-flagforge.ts';
import { launchChromium } from '../../console/testing/chromium.ts';

const README = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const [, PAGE = ''] = /```html\n(.*?)```/s.exec(README) ?? [];
const SDK = new URL('../', import.meta.url);
const FLAG = `${SMALL_PROJECT['flags/dark-mode.yaml']}client: true\n`;

let workspace: Workspace;
let dev: DevSession;
let browser: Browser;
let server: Server;
let address: string;
beforeAll(async () => {
  workspace = createWorkspace({ ...SMALL_PROJECT, 'flags/dark-mode.yaml': FLAG });
  dev = runDev(workspace, ['--port', '0', '--console-port', '0']);
  const [launched, { url, keys }] = await Promise.all([launchChromium(), dev.next('ready')]);
  browser = launched;
  const own = (keys as { readonly environment: string; readonly client: string }[]).find(
    ({ environment }) => environment === 'development',
  );
  const page = PAGE.replace('http://localhost:8080', String(url)).replace('ff_client_...', own?.client ?? '');
  const installed = /^\/node_modules\/@flagforge\/sdk\/(dist\/[a-z/-]+\.js)$/;
  server = createServer((request, response) => {
    const [, file] = installed.exec(request.url ?? '') ?? [];
    response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript');
    response.end(file === undefined ? page : readFileSync(new URL(file, SDK)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page.html`;
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await dev?.end();
  workspace?.remove();
});

test('the page of the README shows an edit of the flag’s file, why, and what a tester forces', async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(address);
  const shows = (colours: string) => page.getByText(`Colours: ${colours}`).waitFor();
  await shows('dark');
  workspace.write({ 'flags/dark-mode.yaml': FLAG.replace('default: on', 'default: off') });
  await shows('light');

  await page.getByRole('button', { name: 'Flags' }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'dark-mode' });
  await row.getByText('by default').waitFor();
  await row.getByRole('button', { name: 'on', exact: true }).click();
  await shows('dark');
  await row.getByText('forced here').waitFor();
  await page.getByRole('button', { name: 'Reset all' }).click();
  await shows('light');
  await page.goto(`${address}?ff_dark-mode=on`);
  await shows('dark');
  expect(complaints).toEqual([]);
});
