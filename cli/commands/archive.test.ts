import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setArchived } from '../archiving/set-archived.ts';
import { runHere } from '../testing/fake-terminal.ts';
import { createWorkspace, SMALL_PROJECT } from '../testing/run-flagforge.ts';

describe('archived: true goes into the text, and nothing else changes', () => {
  test.each<[name: string, before: string, after: string]>([
    [
      'an existing false',
      'type: json\narchived: false # for now\noff: a\n',
      'type: json\narchived: true # for now\noff: a\n',
    ],
    [
      'before what usually follows it',
      'type: json\noff: a\n\n# who\nenvironments: {}\n',
      'type: json\noff: a\narchived: true\n\n# who\nenvironments: {}\n',
    ],
    ['at the end', 'type: json\noff: a', 'type: json\noff: a\narchived: true\n'],
    [
      'behind a nested block',
      'variants:\n  a: 1\n  # last\noff: a\nrequires: []\n',
      'variants:\n  a: 1\n  # last\noff: a\narchived: true\nrequires: []\n',
    ],
    [
      'behind a text that looks like comments',
      'description: |\n  a\n  # b\n\nenvironments: {}\n',
      'description: |\n  a\n  # b\narchived: true\n\nenvironments: {}\n',
    ],
    ['first', '# x\nenvironments: {}\n', '# x\narchived: true\nenvironments: {}\n'],
    ['with CRLF', 'type: json\r\nenvironments: {}\r\n', 'type: json\r\narchived: true\r\nenvironments: {}\r\n'],
    [
      'in braces',
      '{ type: json, n: 12345678901234567890 }\n',
      '{ type: json, n: 12345678901234567890, archived: true }\n',
    ],
  ])('%s', (_, before, after) => {
    expect(setArchived(before)).toBe(after);
  });

  test.each(['archived: &a\ntype: json\n', '- a\n'])('refuses %j', (text) => expect(setArchived(text)).toBeNull());
});

const DEPENDING = {
  ...SMALL_PROJECT,
  'flags/flagforge.yaml': `${SMALL_PROJECT['flags/flagforge.yaml']}groups:\n  looks:\n    slots:\n      - { flag: dark-mode, percent: 50 }\n`,
  'flags/dark-menu.yaml':
    'description: x\ntype: boolean\nowner: me\nkind: permanent\nrequires: [{ flag: dark-mode, variant: on }]\nenvironments: {}\n',
};

test('archives a flag that nobody depends on, and says what follows', async () => {
  const shop = createWorkspace();
  const run = await runHere(shop.root, ['archive', 'dark-mode']);
  expect(run).toMatchObject({ code: 0, stdout: 'archived dark-mode (flags/dark-mode.yaml)\n' });
  expect(run.stderr).toContain('delete flags/dark-mode.test.yaml');
  expect((await runHere(shop.root, ['validate'])).code).toBe(0);
  expect((await runHere(shop.root, ['archive', 'dark-mode'])).stdout).toBe('dark-mode is archived already\n');
  shop.remove();
});

test('refuses while flags and groups depend on it, and names their places', async () => {
  const shop = createWorkspace(DEPENDING);
  const before = readFileSync(join(shop.root, 'flags/dark-mode.yaml'), 'utf8');
  const run = await runHere(shop.root, ['archive', 'dark-mode']);
  expect(run).toMatchObject({ code: 1, stdout: '' });
  expect(run.stderr).toContain('flags/dark-menu.yaml:5');
  expect(run.stderr).toContain('requires dark-mode=on');
  expect(run.stderr).toContain('flags/flagforge.yaml:10');
  expect(readFileSync(join(shop.root, 'flags/dark-mode.yaml'), 'utf8')).toBe(before);
  const json = await runHere(shop.root, ['archive', 'dark-mode', '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    archived: false,
    dependants: [
      { kind: 'flag', name: 'dark-menu', line: 5 },
      { kind: 'group', name: 'looks', line: 10 },
    ],
  });
  shop.remove();
});

test('with --yes archives it all the same and says what is broken now', async () => {
  const shop = createWorkspace(DEPENDING);
  const run = await runHere(shop.root, ['archive', 'dark-mode', '--yes']);
  expect(run.code).toBe(0);
  expect(run.stderr).toContain('errors until these are mended');
  expect((await runHere(shop.root, ['validate'])).code).toBe(1);
  shop.remove();
});
