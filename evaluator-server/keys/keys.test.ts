import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LogEntry } from '../log.ts';
import { createFileKeys } from './file.ts';
import { generateKey, hashKey, keyKind, keyRecord } from './key.ts';
import { createMemoryKeys } from './memory.ts';
import { parseKeys } from './parse-keys.ts';

const HASH = hashKey('ff_server_one');
const ENTRY = { hash: HASH, kind: 'server', environment: 'production' };

describe('a key', () => {
  test('says its kind, is long enough not to be guessed, and never comes twice', () => {
    const key = generateKey('client');
    expect(key).toMatch(/^ff_client_[A-Za-z0-9_-]{43}$/);
    expect(keyKind(key)).toBe('client');
    expect(generateKey('client')).not.toBe(key);
  });

  test.each(['', 'ff_server_', 'ff_admin_x', ' ff_server_x', 'ff_server_x\n', 'ff_server_ü', 'FF_SERVER_x'])(
    'is not %j',
    (text) => {
      expect(keyKind(text)).toBeNull();
      expect(() => keyRecord(text, { environment: 'production' })).toThrow(TypeError);
    },
  );

  test('is held as its SHA-256 only', () => {
    const record = keyRecord('ff_server_one', { environment: 'production' });
    expect(record).toEqual({ hash: HASH, kind: 'server', environment: 'production' });
  });

  test('is found by its whole hash and nothing else', () => {
    const keys = createMemoryKeys([keyRecord('ff_server_one', { environment: 'production' })]);
    expect(keys.find(HASH)?.environment).toBe('production');
    for (const hash of ['', HASH.slice(1), `${HASH}0`, HASH.toUpperCase(), 'é'.repeat(64)])
      expect(keys.find(hash)).toBeNull();
    keys.replace([]);
    expect([keys.find(HASH), keys.environments().size]).toEqual([null, 0]);
  });
});

describe('a keys file', () => {
  test('may give an expiry as an instant or as milliseconds, and origins', () => {
    const origins = ['https://shop.example', 'http://localhost:3000'];
    const text = JSON.stringify({
      keys: [
        { ...ENTRY, name: 'api', expiresAt: '2027-01-31T01:00:00+01:00' },
        { ...ENTRY, kind: 'client', expiresAt: 5, origins },
        { ...ENTRY, expiresAt: null },
      ],
    });
    expect(parseKeys(text)).toEqual({
      records: [
        { ...ENTRY, expiresAt: Date.UTC(2027, 0, 31) },
        { ...ENTRY, kind: 'client', expiresAt: 5, origins },
        ENTRY,
      ],
    });
  });

  test.each([
    ['', 'not JSON'],
    ['[]', 'not an object with a list "keys"'],
    ['{"keys":{}}', 'not an object with a list "keys"'],
    ...[
      [null, 'is not an object'],
      [{ ...ENTRY, expires: 5 }, 'has a field "expires" that no key has'],
      [{ ...ENTRY, hash: HASH.toUpperCase() }, '"hash" is not 64 lower-case hex digits'],
      [{ ...ENTRY, hash: 'ff_server_one' }, '"hash" is not 64 lower-case hex digits'],
      [{ ...ENTRY, kind: 'admin' }, '"kind" is neither "server" nor "client"'],
      [{ ...ENTRY, environment: '../x' }, '"environment" is not a name'],
      [{ ...ENTRY, expiresAt: 'tomorrow' }, '"expiresAt" is neither'],
      [{ ...ENTRY, expiresAt: '2027-01-31' }, '"expiresAt" is neither'],
      [{ ...ENTRY, expiresAt: '2027-13-31T00:00:00Z' }, '"expiresAt" is neither'],
      [{ ...ENTRY, kind: 'client', origins: ['https://shop.example/'] }, '"origins" is not a list'],
      [{ ...ENTRY, kind: 'client', origins: '*' }, '"origins" is not a list'],
      [{ ...ENTRY, origins: [] }, '"origins" is for client keys'],
    ].map(([entry, problem]) => [JSON.stringify({ keys: [ENTRY, entry] }), `key 2 ${problem}`]),
  ])('%s is refused: %s', (text, problem) => {
    const parsed = parseKeys(String(text));
    expect('problem' in parsed && parsed.problem).toContain(problem);
  });
});

describe('keys from a file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flagforge-keys-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('are read again when it changes; a broken file leaves the last good ones and is logged once', async () => {
    const file = join(folder, 'keys.json');
    const log: LogEntry[] = [];
    const keys = createFileKeys(file, (entry) => log.push(entry));
    await keys.start();
    expect(log).toMatchObject([{ event: 'keys_refused', problem: 'cannot be read (ENOENT)' }]);

    const write = async (text: string): Promise<void> => {
      await writeFile(`${file}.new`, text);
      await rename(`${file}.new`, file);
    };
    await write(JSON.stringify({ keys: [ENTRY] }));
    await vi.waitFor(() => expect(keys.find(HASH)?.kind).toBe('server'));
    expect([...keys.environments()]).toEqual(['production']);

    await write('{');
    await vi.waitFor(() => expect(log.at(-1)).toMatchObject({ event: 'keys_refused', problem: 'not JSON' }));
    expect(keys.find(HASH)?.kind).toBe('server');

    await write('{"keys":[]}');
    await vi.waitFor(() => expect(keys.find(HASH)).toBeNull());
    await keys.close();
    expect(JSON.stringify(log)).not.toContain(HASH);
  });
});
