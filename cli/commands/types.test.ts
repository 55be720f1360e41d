import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { runHere } from '../testing/fake-terminal.ts';
import { createWorkspace, SMALL_PROJECT, type Workspace } from '../testing/run-flagforge.ts';

const CONFIG = SMALL_PROJECT['flags/flagforge.yaml'] ?? '';
const SDK = fileURLToPath(new URL('../../sdk/', import.meta.url));
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

let open: Workspace[] = [];
afterEach(() => {
  for (const workspace of open) workspace.remove();
  open = [];
});

function workspace(flags: Readonly<Record<string, object>>): Workspace {
  const files = Object.entries(flags).map(([key, flag]) => {
    const whole = { description: 'A flag', owner: 'team', kind: 'permanent', ...flag };
    return [`flags/${key}.yaml`, stringify(whole, { lineWidth: 0 })];
  });
  const made = createWorkspace({ 'flags/flagforge.yaml': CONFIG, ...Object.fromEntries(files) });
  open.push(made);
  return made;
}

const SHOP = {
  'new-ui': { type: 'boolean', client: true, environments: {} },
  colour: { type: 'string', variants: { warm: 'red', cold: 'blue' }, off: 'warm', environments: {} },
  limit: { type: 'number', variants: { few: 3, many: -1.5 }, off: 'few', environments: {} },
  whole: { type: 'number', variants: { few: 3, many: 4 }, off: 'few', environments: {} },
  banner: {
    type: 'json',
    variants: { none: null, sale: { text: 'x', until: ['2027-01-01'], 'a b': { c: true } } },
    off: 'none',
    environments: {},
  },
  layout: {
    type: 'json',
    variants: { one: { columns: 1 } },
    off: 'one',
    schema: {
      type: 'object',
      required: ['columns'],
      properties: { columns: { enum: [1, 2] }, gaps: { type: 'array', items: { type: ['number', 'null'] } } },
      additionalProperties: false,
    },
    environments: {},
  },
  gone: { type: 'boolean', archived: true, environments: {} },
};

/** What TypeScript says of a file that imports the SDK, with the generated types beside it. */
function compile({ root }: Workspace, code: string): string {
  writeFileSync(join(root, 'code.ts'), code);
  const paths = Object.fromEntries(
    ['web', 'node', 'react'].map((entry) => [`@flagforge/sdk/${entry}`, [`${SDK}dist/${entry}/index.d.ts`]]),
  );
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'ESNext',
    moduleResolution: 'Bundler',
    types: [],
    paths,
  };
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(
    join(root, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: true }, include: ['*.ts'] }),
  );
  const run = spawnSync(process.execPath, [TSC, '-p', root, '--pretty', 'false'], { encoding: 'utf8' });
  return run.stdout + run.stderr;
}

test('names each flag with its type, values, variants and what it is for', async () => {
  const { root } = workspace(SHOP);
  const run = await runHere(root, ['types']);
  expect(run).toMatchObject({ code: 0, stdout: 'flags.d.ts  6 flags\n', stderr: '' });
  const text = readFileSync(join(root, 'flags.d.ts'), 'utf8');
  const members = text.split('\n').filter((line) => line.startsWith('  "'));
  expect(members).toEqual([
    `  "banner": { type: 'json'; value: null | { readonly text: string; readonly until: readonly string[]; readonly "a b": { readonly c: boolean } }; variant: "none" | "sale" };`,
    `  "colour": { type: 'string'; value: "red" | "blue"; variant: "warm" | "cold" };`,
    `  "layout": { type: 'json'; value: { readonly columns: 1 | 2; readonly gaps?: readonly (number | null)[] }; variant: "one" };`,
    `  "limit": { type: 'number'; value: 3 | -1.5; variant: "few" | "many" };`,
    `  "new-ui": { type: 'boolean'; value: boolean; variant: "on" | "off" };`,
    `  "whole": { type: 'number'; value: 3 | 4; variant: "few" | "many" };`,
  ]);
  expect(text).toContain('  /**\n   * A flag\n   * Owner: team.\n   */\n  "colour"');
});

test('what must not compile does not, and what must does, in every entry point', async () => {
  const shop = workspace(SHOP);
  await runHere(shop.root, ['types', '--out', 'types/flags.d.ts']);
  await runHere(shop.root, ['types', '--out', 'flags.ts']);
  const output = compile(
    shop,
    `import { createClient } from '@flagforge/sdk/web';
import { createClient as createNodeClient, memorySource } from '@flagforge/sdk/node';
import { useFlag, useFlags } from '@flagforge/sdk/react';
import type { Flags } from './flags.ts';
const client = createClient({ url: '', key: '' });
const node = createNodeClient({ source: memorySource(null) });
const own = createClient<Flags>({ url: '', key: '' });
const isNew: boolean = client.boolean('new-ui', false);
const colour: 'red' | 'blue' = client.string('colour', 'red');
const any: 'red' | 'blue' | 'none' = node.string('colour', 'none', { userId: 'u' });
const limit: 3 | -1.5 = own.number('limit', 3);
const columns: 1 | 2 | undefined = client.json('layout', null)?.columns;
const hooked: 'red' | 'blue' = useFlag('colour', 'blue');
const { 'new-ui': two } = useFlags({ 'new-ui': false, colour: 'red' });
const still: boolean = two;
client.override('colour', 'cold');
client.on('new-ui', () => {});
// @ts-expect-error: no such flag
client.boolean('new-iu', false);
// @ts-expect-error: a flag of another type
client.boolean('colour', false);
// @ts-expect-error: a fallback of another type
client.string('colour', 5);
// @ts-expect-error: a value that it cannot have
const wrong: 'green' = client.string('colour', 'red');
// @ts-expect-error: no such variant
client.override('colour', 'red');
// @ts-expect-error: archived
client.boolean('gone', false);
// @ts-expect-error: a fallback of another type
client.details('new-ui', 'x');
// @ts-expect-error: no such flag
node.boolean('new-iu', false);
// @ts-expect-error: no such flag
own.boolean('new-iu', false);
// @ts-expect-error: a fallback of another type
useFlag('new-ui', 'x');
// @ts-expect-error: no such flag
useFlags({ nowhere: true });
// @ts-expect-error: no such flag beside one that there is
useFlags({ 'new-ui': false, nowhere: true });
// @ts-expect-error: no such flag
client.on('nowhere', () => {});
export const all = [isNew, colour, any, limit, columns, hooked, still, wrong];
`,
  );
  expect(output).toBe('');
});

test('any project is written as what compiles, and no text of it leaves its place', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('*/ export type X = 1; /*', '@deprecated', '`$' + '{x}`', "'\\'\n", '\u2028'),
  );
  const json = fc.anything({
    ...{ maxDepth: 3, values: [fc.boolean(), fc.integer(), fc.string(), fc.constant(null)] },
    ...{ withDate: false, withMap: false, withSet: false, withBigInt: false, withNullPrototype: false },
  });
  const flags = fc.sample(
    fc.record({ description: text, owner: text, strings: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }), json }),
    { numRuns: 40, seed: 7 },
  );
  const shop = workspace(
    Object.fromEntries(
      flags.flatMap(({ description, owner, strings, json: value }, index) => {
        const facts = { description: description || 'x', owner: owner.trim() || 'x', environments: {} };
        const variants = Object.fromEntries(strings.map((string, at) => [`v${at}`, string]));
        return [
          [`s${index}`, { ...facts, type: 'string', variants, off: 'v0' }],
          [`j${index}`, { ...facts, type: 'json', variants: { v: value }, off: 'v' }],
        ];
      }),
    ),
  );
  const run = await runHere(shop.root, ['types', '--out', 'flags.ts']);
  expect(run).toMatchObject({ code: 0, stdout: 'flags.ts  80 flags\n', stderr: '' });
  const code = flags.map((_, index) => `client.string('s${index}', 'x'); client.json('j${index}', null);`).join('\n');
  const imported = `import { createClient } from '@flagforge/sdk/web';\nconst client = createClient({ url: '', key: '' });\n`;
  // A text that ended its comment would be a type of its own, and this one a second declaration of it.
  expect(compile(shop, `${imported}export type X = 2;\n${code}\n`)).toBe('');
});

test('no text of a project is read as a tag, wherever it stands', async () => {
  const flag = { type: 'boolean', description: 'See @deprecated\n@internal, a@b.c', owner: '@team', environments: {} };
  const run = await runHere(workspace({ tagged: flag }).root, ['types', '--out', '-']);
  expect(run.stdout).not.toMatch(/(^|\s)@/);
  expect(run.stdout).toContain('   * See \\@deprecated\n   * \\@internal, a@b.c\n   * Owner: \\@team.\n');
});

describe('the file', () => {
  test('is the same bytes whenever and in whatever order, and is left alone when it is right', async () => {
    const [one, two] = [workspace(SHOP), workspace(Object.fromEntries(Object.entries(SHOP).reverse()))];
    await runHere(one.root, ['types']);
    await runHere(two.root, ['types'], { now: Date.UTC(2040, 1, 1) });
    const text = readFileSync(join(one.root, 'flags.d.ts'), 'utf8');
    expect(readFileSync(join(two.root, 'flags.d.ts'), 'utf8')).toBe(text);
    expect((await runHere(one.root, ['types'])).stdout).toBe('flags.d.ts  6 flags, unchanged\n');
    expect((await runHere(one.root, ['types', '--out', '-'])).stdout).toBe(text);
  });

  test('is checked: out of date is 1, with what to type, and nothing is written', async () => {
    const shop = workspace(SHOP);
    const missing = await runHere(shop.root, ['types', '--client', '--check']);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toBe('flags.d.ts is not what the flags say: run  flagforge types --client\n');
    await runHere(shop.root, ['types', '--client']);
    expect((await runHere(shop.root, ['types', '--client', '--check'])).code).toBe(0);
    shop.write({ 'flags/other.yaml': 'description: x\nowner: y\nkind: permanent\ntype: boolean\nclient: true\n' });
    const json = await runHere(shop.root, ['types', '--client', '--check', '--json']);
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
      1,
      { file: 'flags.d.ts', flags: 2, state: 'outdated' },
    ]);
    expect(readFileSync(join(shop.root, 'flags.d.ts'), 'utf8')).not.toContain('other');
  });

  test('is not written while the project has errors', async () => {
    const shop = workspace({ bad: { type: 'string' } });
    expect(await runHere(shop.root, ['types', '--out', '-'])).toMatchObject({ code: 1, stdout: '' });
  });
});

test('a manifest of the OpenFeature CLI has each flag with what it serves when it is off', async () => {
  const { root } = workspace(SHOP);
  await runHere(root, ['types', '--out', 'flags.json']);
  const { flags } = JSON.parse(readFileSync(join(root, 'flags.json'), 'utf8')) as { flags: Record<string, unknown> };
  const description = 'A flag';
  expect(flags).toEqual({
    banner: { flagType: 'object', defaultValue: null, description },
    colour: { flagType: 'string', defaultValue: 'red', description },
    layout: {
      ...{ flagType: 'object', defaultValue: { columns: 1 }, description },
      schema: { type: 'object', required: ['columns'], additionalProperties: false },
    },
    limit: { flagType: 'float', defaultValue: 3, description },
    'new-ui': { flagType: 'boolean', defaultValue: false, description },
    whole: { flagType: 'integer', defaultValue: 3, description },
  });
});
