import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseConnectionUrl } from './connection-url.ts';
import { findPassword } from './pass-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagforge-pass-'));
  const lines = [
    '# ours',
    'db:5432:flags:sam:first',
    'db:*:*:pat:a\\:b\\\\c',
    'localhost:*:*:*:local',
    '*:*:*:kim:any',
  ];
  writeFileSync(join(folder, 'pass'), `${lines.join('\n')}\n`, { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const passwordOf = (url: string): string | null => {
  const settings = parseConnectionUrl(url, { PGPASSFILE: join(folder, 'pass') });
  if ('problem' in settings) throw new Error(settings.problem);
  return findPassword(settings);
};

test.each([
  ['postgres://sam@db/flags', 'first'],
  ['postgres://sam@db/other', null],
  ['postgres://pat@db:7000/x', 'a:b\\c'],
  ['postgres://sam@/flags?host=/var/run/postgresql', 'local'],
  ['postgres://kim@elsewhere/x', 'any'],
])('the password file answers for %s', (url, password) => {
  expect(passwordOf(url)).toBe(password);
});

test('a password file that others may read counts for nothing', () => {
  chmodSync(join(folder, 'pass'), 0o644);
  expect(passwordOf('postgres://sam@db/flags')).toBeNull();
});
