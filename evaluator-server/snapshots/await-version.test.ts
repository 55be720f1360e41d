import { setImmediate as immediately } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';
import { createVersionWait } from './await-version.ts';
import { followSource } from './environments.ts';
import { createMemorySource } from './memory.ts';

const AN_HOUR = 3_600_000;

function waits(options: { readonly longestMs: number; readonly most: number }) {
  const source = createMemorySource([shopSnapshot(), shopSnapshot({ environment: 'staging' })]);
  const versions = createVersionWait({ environments: followSource(source, silentLog), ...options });
  const gone: string[] = [];
  const wait = (name: string, version: number, environment = 'production') =>
    versions.until(environment, version, () => gone.push(name));
  return { source, wait, gone };
}

test('goes on with the version that was waited for, or a newer one, of this environment', async () => {
  const { source, wait, gone } = waits({ longestMs: AN_HOUR, most: 10 });
  wait('two', 2);
  wait('three', 3);
  wait('of staging', 2, 'staging');
  source.publish(shopSnapshot({ version: 2 }));
  expect(gone).toEqual([]);
  await immediately();
  expect(gone).toEqual(['two']);
  source.publish(shopSnapshot({ version: 5 }));
  await immediately();
  expect(gone).toEqual(['two', 'three']);
});

test('goes on without it after the longest wait', async () => {
  const { wait, gone } = waits({ longestMs: 1, most: 10 });
  wait('never', 99);
  while (gone.length === 0) await immediately();
  expect(gone).toEqual(['never']);
});

test('lets nobody wait beyond a number, and has room again afterwards', async () => {
  const { source, wait, gone } = waits({ longestMs: AN_HOUR, most: 2 });
  for (const name of ['a', 'b', 'c']) wait(name, 2);
  await immediately();
  expect(gone).toEqual(['c']);
  source.publish(shopSnapshot({ version: 2 }));
  await immediately();
  wait('d', 3);
  await immediately();
  expect(gone).toEqual(['c', 'a', 'b']);
});
