/** What a `dev` counted, as its console tells it. */
import { askDev, type DevSession, keyOf, runDev } from 'flagforge/testing/run-dev';
import { createWorkspace, type Workspace } from 'flagforge/testing/run-flagforge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { UsageJson } from '../../api/usage-json.ts';
import { type ApiAnswer, createApiClient } from '../testing/api-client.ts';

let workspace: Workspace;
let dev: DevSession;
let ask: (query: string) => Promise<ApiAnswer>;

beforeAll(async () => {
  workspace = createWorkspace();
  dev = runDev(workspace, ['--port', '0', '--console-port', '0']);
  const ready = await dev.next('ready');
  const { call } = createApiClient(String(ready.console));
  const { token } = (await call(null, 'POST', '/v1/dev/session', { user: 'user_vera' })).body;
  ask = (query) => call(token, 'GET', `/v1/usage${query}`);
  for (let i = 0; i < 3; i += 1) await askDev(ready.url, keyOf(ready, 'production'), 'dark-mode');
});

afterAll(async () => {
  await dev.end();
  workspace.remove();
});

const usageOf = ({ body }: ApiAnswer): UsageJson => body as unknown as UsageJson;

test('all flags that were used have a day of points', async () => {
  const { flags, source, series, step } = usageOf(await ask(''));
  expect({ source, series, step }).toEqual({ source: 'process', series: [], step: 3_600 });
  expect(Object.keys(flags)).toEqual(['dark-mode']);
  expect(flags['dark-mode']).toMatchObject({ total: 3, clients: 0 });
  expect(flags['dark-mode']?.points).toHaveLength(24);
  expect(flags['dark-mode']?.points.at(-1)).toBe(3);
});

test('one flag has its variants by environment, for a month too', async () => {
  const month = usageOf(await ask('?flag=dark-mode&range=30d'));
  expect(month.series).toMatchObject([{ environment: 'production', by: 'server', total: 3 }]);
  expect(month.series[0]?.points).toHaveLength(30);
  expect(usageOf(await ask('?flag=dark-mode&environment=development')).series).toEqual([]);
});

test('a month of all flags, and what is not there, are refused', async () => {
  expect((await ask('?range=30d')).status).toBe(400);
  expect((await ask('?flag=nothing')).status).toBe(404);
  expect((await ask('?environment=nowhere')).status).toBe(404);
  expect((await ask('?range=1y')).status).toBe(400);
});
