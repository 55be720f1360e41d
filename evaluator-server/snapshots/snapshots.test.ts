import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LogEntry } from '../log.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';
import { createFileSource } from './file.ts';
import { createMemorySource } from './memory.ts';
import { isNewer, type SnapshotUpdate } from './source.ts';
import { verifySnapshot } from './verify.ts';

describe('the order of snapshots', () => {
  const at = (version: number, revision: number): SnapshotUpdate => ({
    environment: 'e',
    snapshot: {},
    version,
    revision,
  });
  test.each([
    [at(1, 0), null, true],
    [at(2, 0), at(1, 9), true],
    [at(1, 9), at(2, 0), false],
    [at(1, 1), at(1, 0), true],
    [at(1, 1), at(1, 1), false],
    [at(1, 0), at(1, 1), false],
  ])('%j over %j: %s', (next, held, expected) => {
    expect(isNewer(next, held)).toBe(expected);
  });
});

describe('a memory source', () => {
  test('tells a listener what there is, then every change, until it is told not to', () => {
    const source = createMemorySource([shopSnapshot()]);
    const seen: [string, number][] = [];
    const stop = source.subscribe(({ environment, version }) => seen.push([environment, version]));
    source.publish(shopSnapshot({ environment: 'staging', version: 3 }));
    source.publish(shopSnapshot({ environment: 'staging', version: 2 }));
    source.publish(shopSnapshot({ environment: 'staging', version: 3 }));
    stop();
    source.publish(shopSnapshot({ version: 9 }));
    expect(seen).toEqual([
      ['production', 1],
      ['staging', 3],
      ['staging', 3],
    ]);
    expect(source.current('production')?.version).toBe(9);
    expect(source.current('nowhere')).toBeNull();
  });
});

describe('a snapshot from a store', () => {
  test('passes with its own hashes', () => {
    const { environment, version, hash } = shopSnapshot({ overlays: [{ kind: 'kill', flag: 'banner' }] });
    expect(verifySnapshot(shopSnapshot({ overlays: [{ kind: 'kill', flag: 'banner' }] }))).toEqual({
      environment,
      version,
      hash,
    });
  });

  test.each([
    ['null', null, 'no JSON object'],
    ['a list', [], 'no JSON object'],
    ['one without a format', { ...shopSnapshot(), format: '1' }, 'no format number'],
    ['a higher format', shopSnapshot({ format: 2 }), 'its format 2 is newer than 1'],
    ['one without an environment', { ...shopSnapshot(), environment: 5 }, 'no environment'],
    ['a negative version', shopSnapshot({ version: -1 }), 'no whole number'],
    ['a changed flag', { ...shopSnapshot(), flags: [] }, 'its contentHash'],
    ['a changed environment', { ...shopSnapshot(), environment: 'staging' }, 'its contentHash'],
    [
      'a dropped overlay',
      { ...shopSnapshot({ overlays: [{ kind: 'kill', flag: 'banner' }] }), overlays: [] },
      'its hash',
    ],
    [
      'one nested without end',
      { ...shopSnapshot(), flags: JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) },
      'nested too deep',
    ],
    ['half a character', { ...shopSnapshot(), organization: '\ud800' }, 'no canonical form'],
  ])('%s is refused', (_, snapshot, problem) => {
    const verified = verifySnapshot(snapshot);
    expect('problem' in verified && verified.problem).toContain(problem);
  });
});

describe('a folder of snapshots', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flagforge-snapshots-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const save = (file: string, content: unknown): Promise<void> =>
    writeFile(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));

  test('is there after the start, and a file that appears or changes is served soon', async () => {
    await save('production.json', shopSnapshot());
    await save('notes.txt', 'x');
    const source = createFileSource(folder);
    await source.start();
    expect(source.current('production')?.version).toBe(1);
    const seen: SnapshotUpdate[] = [];
    source.subscribe((update) => seen.push(update));
    await save('staging.json.tmp', shopSnapshot({ environment: 'staging' }));
    await rename(join(folder, 'staging.json.tmp'), join(folder, 'staging.json'));
    await vi.waitFor(() => expect(source.current('staging')?.version).toBe(1));
    await save('production.json', shopSnapshot({ flags: [] }));
    await vi.waitFor(() => expect(seen.at(-1)?.snapshot).toMatchObject({ environment: 'production', flags: [] }));
    await source.close();
  });

  test.each([
    ['cut short', JSON.stringify(shopSnapshot({ version: 5 })).slice(0, -9), 'not JSON'],
    ['of a wrong hash', { ...shopSnapshot({ version: 5 }), hash: '0'.repeat(64) }, 'its hash'],
    ['of a higher format', shopSnapshot({ version: 5, format: 2 }), 'format 2'],
    ['of another environment', shopSnapshot({ version: 5, environment: 'staging' }), 'the environment "staging"'],
    ['older', shopSnapshot({ version: 3 }), 'version 3 is lower'],
  ])('a file that is %s is refused once and the last good one stays', async (_, content, problem) => {
    const log: LogEntry[] = [];
    await save('production.json', shopSnapshot({ version: 4 }));
    const source = createFileSource(folder, (entry) => log.push(entry));
    await source.start();
    await save('production.json', content);
    await vi.waitFor(() => expect(log.at(-1)?.problem).toContain(problem));
    expect(source.current('production')?.version).toBe(4);
    await save('other.json', 'x');
    await vi.waitFor(() => expect(log.some((entry) => String(entry.file).endsWith('other.json'))).toBe(true));
    expect(log.filter((entry) => String(entry.file).endsWith('production.json'))).toHaveLength(1);
    await source.close();
  });

  test('a file that disappears leaves its snapshot; a folder that is not there is logged', async () => {
    const log: LogEntry[] = [];
    await save('production.json', shopSnapshot());
    const source = createFileSource(folder, (entry) => log.push(entry));
    await source.start();
    await rm(folder, { recursive: true });
    await source.close();
    expect(source.current('production')?.version).toBe(1);
    const gone = createFileSource(folder, (entry) => log.push(entry));
    await gone.start();
    expect(log.at(-1)).toMatchObject({ event: 'snapshots_unreadable', problem: 'the folder cannot be read (ENOENT)' });
    await gone.close();
  });
});
