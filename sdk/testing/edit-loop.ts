/**
 * A page and a service that were built with the packed SDK, beside a real `flagforge dev`: how long after an edit of a flag's
 * file each of them shows it. For a test, which does not look at the times, and for a bench, which does.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { runDev } from '../../cli/testing/run-dev.ts';
import { createWorkspace, SMALL_PROJECT } from '../../cli/testing/run-flagforge.ts';
import { launchChromium } from '../../console/testing/chromium.ts';
import { createSdkProject } from './packed-sdk.ts';

/** How long each edit took, in ms. */
export interface EditTimes {
  readonly page: readonly number[];
  readonly service: readonly number[];
}

const PAGE = `
import { createClient } from '@flagforge/sdk/web';
const asked = new URLSearchParams(location.search);
const client = createClient({ url: asked.get('url'), key: asked.get('key'), context: { userId: 'u-1' } });
const show = () => {
  document.body.textContent = String(client.boolean('dark-mode', false));
  if (client.status === 'live') globalThis.shown(client.boolean('dark-mode', false));
};
client.on(show);
show();
`;

const SERVICE = `
import { createClient } from '@flagforge/sdk/node';
const client = createClient({ url: process.argv[2], key: process.argv[3] });
const tell = () => console.log(String(client.boolean('dark-mode', false)));
client.on(tell);
if (await client.ready()) tell();
`;

const FLAG = `${SMALL_PROJECT['flags/dark-mode.yaml']}client: true\n`;
const fileWith = (isOn: boolean): string => FLAG.replace('default: on', `default: ${isOn ? 'on' : 'off'}`);

/** Values as they are shown, and when. */
function createSightings() {
  let last: boolean | null = null;
  let wake = (): void => {};
  return {
    see(value: boolean): void {
      last = value;
      wake();
    },
    /** Resolves with the time at which this value is seen. */
    async until(value: boolean): Promise<number> {
      while (last !== value) await new Promise<void>((resolve) => (wake = resolve));
      return performance.now();
    },
  };
}

/** Edits a flag's file so many times. */
export async function runEditLoop(edits: number): Promise<EditTimes> {
  const project = await createSdkProject();
  const workspace = createWorkspace({ ...SMALL_PROJECT, 'flags/dark-mode.yaml': fileWith(true) });
  const dev = runDev(workspace, ['--port', '0', '--console-port', '0']);
  project.write('page.js', PAGE);
  project.write('index.html', '<!doctype html><body></body><script type="module" src="./page.js"></script>');
  project.write('service.mjs', SERVICE);
  const [browser, { url, keys }] = await Promise.all([
    launchChromium(),
    dev.next('ready'),
    project.run('vite/bin/vite.js', 'build', '--logLevel', 'error', '--base', './'),
  ]);
  const own = (keys as readonly { environment: string; server: string; client: string }[]).find(
    ({ environment }) => environment === 'development',
  );
  const html = project.read('dist/index.html');
  const [, script = ''] = /src="\.\/(assets\/[^"]+)"/.exec(html) ?? [];
  const bundle = project.read(`dist/${script}`);
  const server = createServer((request, response) => {
    const isScript = request.url?.endsWith('.js') === true;
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? bundle : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const [onPage, inService] = [createSightings(), createSightings()];
  const page = await browser.newPage();
  await page.exposeFunction('shown', onPage.see);
  const query = new URLSearchParams({ url: String(url), key: own?.client ?? '' });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/?${query}`);
  const service = spawn(process.execPath, ['service.mjs', String(url), own?.server ?? ''], { cwd: project.folder });
  createInterface({ input: service.stdout }).on('line', (line) => inService.see(line === 'true'));
  await Promise.all([onPage.until(true), inService.until(true)]);

  const times: { page: number[]; service: number[] } = { page: [], service: [] };
  for (let edit = 0; edit < edits; edit += 1) {
    const isOn = edit % 2 === 1;
    const start = performance.now();
    workspace.write({ 'flags/dark-mode.yaml': fileWith(isOn) });
    const [page, service] = await Promise.all([onPage.until(isOn), inService.until(isOn)]);
    times.page.push(page - start);
    times.service.push(service - start);
  }

  service.kill();
  server.closeAllConnections();
  server.close();
  await Promise.all([browser.close(), dev.end()]);
  workspace.remove();
  project.remove();
  return times;
}
