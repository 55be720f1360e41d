import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { debianSystem, findMissing, installCommands, renderAdvice } from './missing-tools.mjs';
import { TOOLS, type Tool } from './tools.mjs';

let folder: string;
const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  name,
  purpose: 'a test',
  commands: [name],
  folders: [],
  packages: [`${name}-package`],
  ...more,
});

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagforge-tools-'));
  for (const path of ['bin/here', 'versions/9/bin/server', 'versions/17/bin/server']) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), '');
    chmodSync(join(folder, path), 0o755);
  }
  writeFileSync(join(folder, 'bin/text'), '');
  chmodSync(join(folder, 'bin/text'), 0o644);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('findMissing', () => {
  test('finds a program on PATH', () => {
    expect(findMissing([tool('here')], `/nowhere:${folder}/bin`)).toEqual([]);
  });
  test('finds a program in the folder of any version', () => {
    expect(findMissing([tool('server', { folders: [`${folder}/versions/*/bin`] })], '')).toEqual([]);
  });
  test.each([
    ['that is nowhere', tool('gone')],
    ['that cannot be executed', tool('text')],
    ['of which one command is nowhere', tool('here', { commands: ['here', 'gone'] })],
    ['whose folder is nowhere', tool('server', { folders: ['/nowhere/*/bin'] })],
  ])('misses a tool %s', (_, missing) => {
    expect(findMissing([missing], `${folder}/bin`)).toEqual([missing]);
  });
});

test.each([
  ['Debian', 'NAME="Debian GNU/Linux"\nID=debian\n', 'Debian GNU/Linux'],
  ['Ubuntu', 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', 'Ubuntu'],
  ['a relative of Ubuntu', 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', 'Linux Mint'],
  ['Fedora', 'NAME="Fedora Linux"\nID=fedora\n', null],
  ['a system without os-release', '', null],
])('knows %s by its os-release', (_, release, system) => {
  expect(debianSystem(release)).toBe(system);
});

test('names each package once, in a stable order', () => {
  const install = installCommands([tool('b'), tool('a'), tool('c', { packages: ['a-package'] })]).at(-1);
  expect(install?.slice(-2)).toEqual(['a-package', 'b-package']);
});

test('says what to type on Debian without root, and elsewhere', () => {
  expect(renderAdvice([tool('a')], true)).toContain('sudo apt-get install -y --no-install-recommends a-package');
  expect(renderAdvice([tool('a')], false)).toContain('docker run');
  expect(renderAdvice([tool('a')], false)).toContain('npm run test:unit');
});

test('every tool can be named in a file name and installed', () => {
  for (const { name, commands, packages } of TOOLS) {
    expect(name).toMatch(/^[a-z0-9-]+$/);
    expect(commands.length * packages.length).toBeGreaterThan(0);
  }
});
