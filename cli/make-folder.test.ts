import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'flagforge-folder-'));
});
afterAll(() => rmSync(root, { recursive: true }));

test('makes the folders above too, with the mode that is asked for, and again without complaint', () => {
  const path = join(root, 'a/b/c');
  makeFolder(path, 0o700);
  makeFolder(path, 0o700);
  expect([statSync(path).mode & 0o777, statSync(join(root, 'a')).mode & 0o777]).toEqual([0o700, 0o700]);
});

test('says what is in the way', () => {
  writeFileSync(join(root, 'file'), '');
  expect(() => makeFolder(join(root, 'file'))).toThrow('EEXIST');
  // Which of the two depends on whether this Node's stat says that a file has nothing below it.
  expect(() => makeFolder(join(root, 'file/below'))).toThrow(/ENOTDIR|EEXIST/);
});

// There mkdir answers ENOENT, and `recursive: true` of Node 20 tries for ever.
test.runIf(existsSync('/proc/self'))('comes back from a place that takes no folders', () => {
  expect(() => makeFolder('/proc/flagforge/cache')).toThrow('ENOENT');
});
