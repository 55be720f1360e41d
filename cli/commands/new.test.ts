import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere } from '../testing/fake-terminal.ts';
import { createWorkspace, SMALL_PROJECT } from '../testing/run-flagforge.ts';

describe('the file of a new flag has no findings and is formatted', () => {
  test.each<[name: string, options: string[]]>([
    ['with defaults', []],
    ['boolean', ['--owner', 'team-web', '--description', 'On: # really?', '--tag', 'web', '--tag', 'on', '--client']],
    ['permanent', ['--kind', 'permanent']],
    ['string', ['--type', 'string']],
    [
      'string with variants that YAML would read as something else',
      ['--type', 'string', '--variant', 'a=no', '--variant', 'b=1:30', '--variant', 'c=', '--off', 'b'],
    ],
    ['number', ['--type', 'number', '--variant', 'low=1e3', '--variant', 'high=-2.5']],
    ['json', ['--type', 'json', '--variant', 'none={}', '--variant', 'some={"a":[1,"on",null]}']],
  ])('%s', async (_, options) => {
    const shop = createWorkspace();
    const run = await runHere(shop.root, ['new', 'fresh', ...options]);
    expect(run).toEqual({ code: 0, stdout: 'wrote flags/fresh.yaml\n', stderr: '' });
    expect((await runHere(shop.root, ['validate'])).stdout).toContain('no problems');
    expect((await runHere(shop.root, ['fmt', '--check'])).code).toBe(0);
    shop.remove();
  });
});

test('says everything a flag wants, with comments that show how to go on', async () => {
  const shop = createWorkspace();
  await runHere(shop.root, ['new', 'dark-menu', '--owner', 'team-web', '--tag', 'web']);
  expect(readFileSync(join(shop.root, 'flags/dark-menu.yaml'), 'utf8')).toMatchInlineSnapshot(`
    "description: Dark menu
    type: boolean
    owner: team-web
    tags: [web]
    kind: temporary
    expires: 2026-04-15 # the day by which it should be gone again

    # An environment serves what its first matching rule says, else its default. For example:
    #   production:
    #     enabled: true
    #     rules:
    #       - name: first-users
    #         if: email ends_with "@example.com"
    #         serve: on
    #     default: { rollout: { on: 10, off: 90 } } # percent, by userId
    environments:
      development: { enabled: true, default: on }
      staging: { enabled: false }
      production: { enabled: false }
    "
  `);
  shop.remove();
});

test('takes the line for editors from the flags that are there', async () => {
  const modeline = '# yaml-language-server: $schema=../schema/flag.json';
  const shop = createWorkspace({
    ...SMALL_PROJECT,
    'flags/dark-mode.yaml': `${modeline}\n${SMALL_PROJECT['flags/dark-mode.yaml']}`,
  });
  await runHere(shop.root, ['new', 'fresh']);
  expect(readFileSync(join(shop.root, 'flags/fresh.yaml'), 'utf8').split('\n')[0]).toBe(modeline);
  shop.remove();
});

test.each<[name: string, words: string[], message: string]>([
  ['an existing key', ['dark-mode'], 'already'],
  ['an archived key', ['old'], 'cannot be used again'],
  ['a key in another case', ['DarkMode2'], 'dark-mode2'],
  ['the name of a tests file', ['a.test'], 'cannot be the key'],
  ['variants of a boolean flag', ['fresh', '--variant', 'a=1'], 'on and off'],
  ['a variant that is no number', ['fresh', '--type', 'number', '--variant', 'a=x'], 'no number'],
  ['an off variant that does not exist', ['fresh', '--type', 'string', '--off', 'contrl'], 'did you mean control?'],
  ['a day that is none', ['fresh', '--expires', 'soon'], 'no day'],
  ['a day that no calendar has', ['fresh', '--expires', '2027-02-30'], 'no day'],
  ['an end of a permanent flag', ['fresh', '--kind', 'permanent', '--expires', '2027-01-01'], 'does not expire'],
])('refuses %s and writes nothing', async (_, words, message) => {
  const old = 'description: x\ntype: boolean\nowner: me\nkind: permanent\narchived: true\nenvironments: {}\n';
  const shop = createWorkspace({ ...SMALL_PROJECT, 'flags/old.yaml': old });
  const run = await runHere(shop.root, ['new', ...words]);
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toContain(message);
  expect(existsSync(join(shop.root, 'flags/fresh.yaml'))).toBe(false);
  shop.remove();
});
