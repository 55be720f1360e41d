import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LogEntry } from '../log.ts';
import { createCopyKeeper } from './copy-keeper.ts';
import { type Disk, openDisk } from './disk.ts';
import type { StoredDocument } from './documents.ts';

let folder: string;
let home: string;
let disk: Disk;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagforge-state-'));
  home = join(folder, 'deep', 'acme', 'web-store');
  disk = openDisk(join(folder, 'deep'), { organization: 'acme', project: 'web-store' });
});
afterEach(() => rm(folder, { recursive: true }));

const snapshot = (version: number, environment = 'production'): StoredDocument => ({
  ...{ store: 'redis', kind: 'snapshot', environment, version, hash: 'h' },
  body: `{"version":${version},"text":"Überall −20 %"}\n`,
});

describe('copies on disk', () => {
  test('come back as they were, those that are asked for', async () => {
    expect(await disk.load(null)).toEqual([]);
    await disk.save(snapshot(1));
    await disk.save(snapshot(2));
    await disk.save({ ...snapshot(7), kind: 'keys' });
    await disk.save(snapshot(3, 'eu.staging'));
    const found = await disk.load(null);
    expect(found).toMatchObject([
      { document: { kind: 'snapshot', environment: 'eu.staging', version: 3 } },
      { document: { kind: 'keys', environment: 'production', version: 7 } },
      { document: { store: 'disk', kind: 'snapshot', version: 2, hash: null, body: snapshot(2).body } },
    ]);
    expect(await disk.load(['eu.staging'])).toHaveLength(1);
  });

  test('are for their owner only', async () => {
    await disk.save(snapshot(1));
    expect((await stat(join(home, 'production.snapshot'))).mode & 0o777).toBe(0o600);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
  });

  test('are refused when any byte of them is gone or another one', async () => {
    await disk.save(snapshot(1));
    const file = join(home, 'production.snapshot');
    const whole = await readFile(file);
    const damaged = [...whole.keys()].flatMap((at) => {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      return [whole.subarray(0, at), flipped];
    });
    for (const bytes of damaged) {
      await writeFile(file, bytes);
      expect(await disk.load(null)).toMatchObject([{ environment: 'production', problem: `${file} is damaged` }]);
    }
  });

  test('are never half there: what a crash left is removed, and what else lies there is left alone', async () => {
    await disk.save(snapshot(1));
    const left = join(home, 'production.snapshot.0123456789ab.new');
    const beingWritten = 'staging.keys.0123456789ab.new';
    await writeFile(left, 'half');
    await utimes(left, 0, Date.now() / 1_000 - 61);
    await writeFile(join(home, beingWritten), 'half');
    await writeFile(join(home, 'README'), 'mine');
    expect(await disk.load(null)).toHaveLength(1);
    expect((await readdir(home)).sort()).toEqual(['README', 'production.snapshot', beingWritten]);
  });

  test('keep the head of the audit chain, unless it is damaged', async () => {
    expect(await disk.loadHead()).toBeNull();
    await disk.saveHead('{"seq":"5"}');
    expect(await disk.loadHead()).toBe('{"seq":"5"}');
    await writeFile(join(home, 'audit-head'), 'x');
    expect(await disk.loadHead()).toBeNull();
  });
});

describe('the keeper of copies', () => {
  test('writes the last of several changes, all of them before it ends', async () => {
    const keeper = createCopyKeeper(disk, () => {});
    for (const version of [1, 2, 3]) keeper.keep(snapshot(version));
    keeper.keepHead('{}');
    await keeper.close();
    expect(await disk.load(null)).toMatchObject([{ document: { version: 3 } }]);
    expect(await disk.loadHead()).toBe('{}');
  });

  test('logs once that it cannot write, and writes when it can', async () => {
    // Root may write anywhere, so a file stands where the folder should be.
    await writeFile(join(folder, 'deep'), '');
    const log: LogEntry[] = [];
    const keeper = createCopyKeeper(disk, (entry) => log.push(entry));
    keeper.keep(snapshot(1));
    await vi.waitFor(() => expect(log).toHaveLength(1));
    keeper.keep(snapshot(2));
    await rm(join(folder, 'deep'));
    await keeper.close();
    expect(log).toMatchObject([{ level: 'error', event: 'state_not_written' }]);
    expect(await disk.load(null)).toMatchObject([{ document: { version: 2 } }]);
  });
});
