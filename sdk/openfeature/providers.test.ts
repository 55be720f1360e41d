/** What the scenarios leave out: events, tracking, contexts of pages, and the types of both SDKs. */
import type { Provider as ServerProvider } from '@openfeature/server-sdk';
import { OpenFeature as Server } from '@openfeature/server-sdk';
import type { Provider as WebProvider } from '@openfeature/web-sdk';
import { OpenFeature as Web } from '@openfeature/web-sdk';
import { afterEach, expect, test, vi } from 'vitest';
import { shopSnapshot } from '../../evaluator-server/testing/shop-snapshot.ts';
import { createClient as createNodeClient } from '../node/create-client.ts';
import { memorySource } from '../node/memory-source.ts';
import type { SourceListener } from '../node/source.ts';
import { createClient as createWebClient } from '../web/create-client.ts';
import { createScriptedFetch } from '../web/testing/scripted-fetch.ts';
import { createServerProvider, createWebProvider } from './index.ts';

afterEach(async () => {
  await Promise.all([Server.close(), Web.close(), Web.clearContexts()]);
});

const EVENTS = ['PROVIDER_READY', 'PROVIDER_STALE', 'PROVIDER_ERROR', 'PROVIDER_CONFIGURATION_CHANGED'];

/** Notes each event that OpenFeature tells of. */
function listen(api: { addHandler(event: never, handler: (details: unknown) => void): void }): unknown[] {
  const heard: unknown[] = [];
  for (const event of EVENTS) {
    api.addHandler(event as never, (details) => {
      const { flagsChanged, errorCode } = details as { flagsChanged?: string[]; errorCode?: string };
      heard.push([event.slice(9), ...(flagsChanged ?? []), ...(errorCode === undefined ? [] : [errorCode])]);
    });
  }
  return heard;
}

test('a server hears of snapshots and of how its client stands, and closes it at the end', async () => {
  const memory = memorySource(shopSnapshot());
  let told: SourceListener | undefined;
  const client = createNodeClient({
    log: () => {},
    source: {
      start(listener) {
        told = listener;
        return memory.start(listener);
      },
    },
  });
  const provider: ServerProvider = createServerProvider(client);
  await Server.setProviderAndWait(provider);
  const heard = listen(Server);
  heard.length = 0;
  told?.status('stale');
  told?.status('live');
  told?.status('refused');
  told?.status('live');
  memory.publish(shopSnapshot({ version: 2, flags: shopSnapshot().flags.filter(({ key }) => key !== 'banner') }));
  expect(heard).toEqual([
    ['STALE'],
    ['READY'],
    ['ERROR', 'PROVIDER_FATAL'],
    ['READY'],
    ['CONFIGURATION_CHANGED', 'banner'],
  ]);
  const details = await Server.getClient().getBooleanDetails('new-checkout', false, { email: 'kim@company.com' });
  expect(details.flagMetadata).toEqual({ reason: 'rule_match', rule: 'staff', version: 2 });
  await Server.close();
  expect(client.status).toBe('closed');
});

test('a page asks for another context, and shows nothing of the former one', async () => {
  const net = createScriptedFetch();
  const client = createWebClient({
    url: 'http://flags.test',
    key: 'ff_client_x',
    storage: null,
    usage: false,
    fetch: net.fetch,
  });
  const put = (value: string) =>
    net.last().event('put', '1.aa-0', { version: 1, flags: { colour: { value, variant: value, reason: 'split' } } });
  const provider: WebProvider = createWebProvider(client);
  const isReady = Web.setProviderAndWait(provider);
  put('red');
  await isReady;
  const heard = listen(Web);
  heard.length = 0;
  const asked = Web.getClient();
  expect(asked.getStringDetails('colour', 'none')).toMatchObject({ value: 'red', reason: 'SPLIT', variant: 'red' });
  const isChanged = Web.setContext({ targetingKey: 'u2' });
  expect(asked.getStringValue('colour', 'none')).toBe('none');
  await vi.waitFor(() => expect(net.last().body).toMatchObject({ context: { targetingKey: 'u2' } }));
  put('blue');
  await isChanged;
  expect(asked.getStringValue('colour', 'none')).toBe('blue');
  expect(heard).toEqual(Array(2).fill(['CONFIGURATION_CHANGED', 'colour']));
  expect(asked.getObjectDetails('colour', {}).errorCode).toBe('TYPE_MISMATCH');
  await Web.close();
  await vi.waitFor(() => expect(net.last().isOver()).toBe(true));
});

test('what a page keeps is CACHED', async () => {
  const flags = { colour: { value: 'red', variant: 'red', reason: 'default' } } as const;
  const client = createWebClient({
    url: 'http://flags.test',
    key: 'x',
    connect: false,
    bootstrap: { version: 1, flags },
  });
  Object.assign(client, { ready: async () => false });
  await Web.setProviderAndWait(createWebProvider(client));
  expect(Web.getClient().getStringDetails('colour', '')).toMatchObject({ value: 'red', reason: 'CACHED' });
});

test('what is tracked goes to whom it is given to', async () => {
  const onTrack = vi.fn();
  const client = createNodeClient({ source: memorySource(shopSnapshot()) });
  await Server.setProviderAndWait(createServerProvider(client, { onTrack }));
  Server.getClient().track('bought', { targetingKey: 'u1' }, { value: 9 });
  expect(onTrack).toHaveBeenCalledExactlyOnceWith('bought', { targetingKey: 'u1' }, { value: 9 });
});
