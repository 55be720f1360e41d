import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shopSnapshot } from '../../evaluator-server/testing/shop-snapshot.ts';
import { createSdkProject, type SdkProject } from './packed-sdk.ts';

/** What each entry exports at run time: what users build on, and what a major version is for. */
const SURFACE: Readonly<Record<string, readonly string[]>> = {
  engine: [
    'BUCKETS',
    'SNAPSHOT_FORMAT',
    'bucket',
    'compareSemver',
    'createEvaluator',
    'hasHostBits',
    'isInCidr',
    'lowerText',
    'maskedAddress',
    'murmur3',
    'openFeatureReason',
    'parseCidr',
    'parseDate',
    'parseIp',
    'parseSemver',
    'prepareAutomaton',
    'searchAutomaton',
  ],
  node: ['createClient', 'fileSource', 'memorySource', 'remoteSource'],
  openfeature: ['createServerProvider', 'createWebProvider'],
  react: ['FlagProvider', 'useClient', 'useFlag', 'useFlagDetails', 'useFlags'],
  snapshot: ['canonicalJson', 'environmentsKey', 'parseRedisAddress', 'signedText', 'storeLayout', 'usageKey'],
  toolbar: ['createToolbar'],
  web: ['createClient'],
  'web/core': ['createClient'],
};
const ENTRIES = Object.keys(SURFACE);

const BOOTSTRAP = `{ version: 3, flags: { 'new-ui': { value: true, variant: 'on', reason: 'default' } } }`;
/** A page's part of a program, in the words of both module systems. */
const PAGE = `
const page = web.createClient({ url: 'http://localhost', key: 'ff_client_x', bootstrap: ${BOOTSTRAP}, connect: false });
console.log('page', page.boolean('new-ui', false), page.boolean('other', true));
`;
/** What a server renders for it. */
const RENDERING = `
const Shop = () => (react.useFlag('new-ui', false) ? 'new' : 'old');
const shown = React.createElement(react.FlagProvider, { client: page, bootstrap: ${BOOTSTRAP} }, React.createElement(Shop));
console.log('shop', ReactDomServer.renderToString(shown));
`;
/** A service's part of it. It ends by itself, once its client is closed. */
const SERVICE = `
const service = node.createClient({ source: node.fileSource('shop.json'), log: () => {} });
service.ready().then((isReady) => {
  const context = { email: 'kim@company.com' };
  console.log('service', isReady, service.boolean('new-checkout', false, context), service.string('other', 'none'));
  const evaluator = engine.createEvaluator(JSON.parse(fs.readFileSync('shop.json', 'utf8')));
  console.log('engine', evaluator.evaluate('new-checkout', context, Date.now()).rule);
  return service.close();
});
`;
const PAGE_SAID = 'page true true\n';
const RENDERING_SAID = 'shop new\n';
const SERVICE_SAID = 'service true true none\nengine staff\n';

const PEERS = [
  ...['@types/node', '@types/react', 'react', 'react-dom'],
  ...['@openfeature/core', '@openfeature/server-sdk', '@openfeature/web-sdk'],
];

const NODE_NEXT = { module: 'NodeNext' };
const BUNDLER = { module: 'Preserve', moduleResolution: 'Bundler', types: [] };

/** Compiles files of the project as strictly as can be; what the compiler says. */
function compile(files: readonly string[], options: object): Promise<string> {
  const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true };
  const compilerOptions = { ...strict, lib: ['ES2022', 'DOM', 'DOM.Iterable'], jsx: 'react-jsx', ...options };
  project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
  return project.run('typescript/bin/tsc', '-p', '.');
}

/** The examples of a README; one that imports nothing goes on from the one before it. */
function examplesOf(readme: string): string[] {
  const examples = [...readme.matchAll(/^```tsx?\n(.*?)^```/gms)].map(([, code = '']) => code);
  return examples.map((code, index) => (code.startsWith('import') ? code : `${examples[index - 1]}${code}`));
}

/** The example that is about typed flags, each line that is said not to compile marked for the compiler. */
function typedExampleOf(readme: string): string {
  const code = /^```ts typed\n(.*?)^```/ms.exec(readme)?.[1] ?? '';
  return code.replace(/^.*\/\/ does not compile/gm, '// @ts-expect-error\n$&');
}

/** Code that has to compile, with what must not marked as such. */
const TYPED = `
import { createEvaluator } from '@flagforge/sdk/engine';
import { createClient as createService, fileSource } from '@flagforge/sdk/node';
import { createServerProvider, createWebProvider } from '@flagforge/sdk/openfeature';
import { useFlag } from '@flagforge/sdk/react';
import { createToolbar } from '@flagforge/sdk/toolbar';
import { createClient, type ClientOptions } from '@flagforge/sdk/web';
import { createClient as createCoreClient } from '@flagforge/sdk/web/core';

const options: ClientOptions = { url: 'http://localhost', key: 'ff_client_x' };
const client = createClient(options);
export const isNew: boolean = client.boolean('new-ui', false);
export const words: string = createCoreClient(options).string('words', 'none');
export const useWords = (): string => useFlag('words', 'none');
createToolbar(client).close();
const service = createService({ source: fileSource('shop.json') });
export const limit: number = service.number('limit', 10, { userId: 'u-1' });
export const providers = [createServerProvider(service), createWebProvider(client)];
export const { reason } = createEvaluator({}).evaluate('new-ui', {}, 0);
// @ts-expect-error a fallback is of the type that is read
client.boolean('new-ui', 'no');
`;

/** What OpenFeature's SDKs take; their own declarations need those of Node. */
const PROVIDERS = `
import { createClient as createService, memorySource } from '@flagforge/sdk/node';
import { createServerProvider, createWebProvider } from '@flagforge/sdk/openfeature';
import { createClient } from '@flagforge/sdk/web';
import { OpenFeature as ForServers } from '@openfeature/server-sdk';
import { OpenFeature as ForPages } from '@openfeature/web-sdk';

ForServers.setProvider(createServerProvider(createService({ source: memorySource({}) })));
ForPages.setProvider(createWebProvider(createClient({ url: 'http://localhost', key: 'ff_client_x' })));
`;

/** Code beside the file that `flagforge types` wrote for the example in `flags/`. */
const KEYED = `
import { createClient as createService, fileSource } from '@flagforge/sdk/node';
import { useFlag } from '@flagforge/sdk/react';
import { createClient } from '@flagforge/sdk/web';

const page = createClient({ url: 'http://localhost', key: 'ff_client_x' });
const service = createService({ source: fileSource('shop.json') });
export const isNew: boolean = page.boolean('new-checkout', false) && service.boolean('new-checkout', false, {});
export const useProvider = (): 'none' | 'klarna' | 'affirm' => useFlag('bnpl-provider', 'none');
// @ts-expect-error no flag has this key
page.boolean('new-chekcout', false);
// @ts-expect-error it is a boolean
service.string('new-checkout', 'no');
// @ts-expect-error no flag has this key
export const useNothing = () => useFlag('new-chekcout', false);
// @ts-expect-error it has no such variant
page.override('new-checkout', 'purple');
`;

const inSdk = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

let project: SdkProject;
beforeAll(async () => {
  project = await createSdkProject();
  // What programs bring that use them.
  for (const peer of PEERS) project.link(peer);
});
afterAll(() => project.remove());

describe('the tarball', () => {
  test('pleases publint', async () => {
    const bytes = readFileSync(project.tarball.path);
    const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const { messages } = await publint({ pack: { tarball }, strict: true });
    expect(messages).toEqual([]);
  });

  test('has types that are right for each way of importing it', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(readFileSync(project.tarball.path)));
    expect(analysis.types).not.toBe(false);
    expect('problems' in analysis && analysis.problems).toEqual([]);
  });

  test('holds what is used, and what is read: no tests, no benches, no sources', () => {
    const { files } = project.tarball;
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/cjs/package.json', 'package.json']));
    expect(
      files.filter((path) =>
        /\.test|testing|bench|scripts|buildinfo|tsconfig|\.tsx?$/.test(path.replace(/\.d\.ts$/, '')),
      ),
    ).toEqual([]);
  });

  test('holds READMEs whose links lead somewhere', () => {
    const links = project.tarball.files
      .filter((path) => path.endsWith('README.md'))
      .flatMap((path) =>
        [...readFileSync(inSdk(path), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to = '']) =>
          join(dirname(path), to),
        ),
      );
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((path) => !existsSync(inSdk(path)))).toEqual([]);
  });

  test('asks for no package, and lets bundlers drop what is not used', () => {
    const manifest = JSON.parse(project.read('node_modules/@flagforge/sdk/package.json'));
    expect(manifest).toMatchObject({ sideEffects: false });
    expect(manifest).not.toHaveProperty('dependencies');
    // What is behind another condition, such as the `source` of other monorepos, would have to be in the package.
    const entries = Object.values(manifest.exports).filter((entry) => typeof entry === 'object');
    const conditions = new Set(entries.flatMap((entry) => Object.keys(entry ?? {})));
    expect([...conditions]).toEqual(['@flagforge/source', 'import', 'require']);
  });
});

// npm packs a LICENSE whatever `files` says, but only one that is in the package's own folder.
test.each(['sdk', 'cli', 'evaluator-server'])('%s has the licence', (folder) => {
  const licenceIn = (path: string): string => readFileSync(inSdk(`../${path}/LICENSE`), 'utf8');
  expect(licenceIn(folder)).toBe(licenceIn('.'));
});

describe('in an empty project', () => {
  const name = (entry: string): string => entry.replace(/\W/g, '_');
  const printKeys = `console.log(JSON.stringify({ ${ENTRIES.map((entry) => `'${entry}': Object.keys(${name(entry)}).sort()`)} }));`;

  test('ESM has these names', async () => {
    const lines = ENTRIES.map((entry) => `import * as ${name(entry)} from '@flagforge/sdk/${entry}';`);
    project.write('names.mjs', [...lines, printKeys].join('\n'));
    expect(JSON.parse(await project.run('./names.mjs'))).toEqual(SURFACE);
  });

  test('CommonJS has the same', async () => {
    const lines = ENTRIES.map((entry) => `const ${name(entry)} = require('@flagforge/sdk/${entry}');`);
    project.write('names.cjs', [...lines, printKeys].join('\n'));
    expect(JSON.parse(await project.run('./names.cjs'))).toEqual(SURFACE);
  });

  test('ESM and CommonJS run', async () => {
    const modules = {
      ...{ fs: 'node:fs', React: 'react', ReactDomServer: 'react-dom/server' },
      ...Object.fromEntries(['engine', 'node', 'react', 'web'].map((entry) => [entry, `@flagforge/sdk/${entry}`])),
    };
    const imported = Object.entries(modules).map(([name, from]) => `import * as ${name} from '${from}';`);
    const required = Object.entries(modules).map(([name, from]) => `const ${name} = require('${from}');`);
    const program = PAGE + RENDERING + SERVICE;
    const said = PAGE_SAID + RENDERING_SAID + SERVICE_SAID;
    project.write('shop.json', JSON.stringify(shopSnapshot()));
    project.write('run.mjs', [...imported, program].join('\n'));
    project.write('run.cjs', [...required, program].join('\n'));
    expect(await Promise.all([project.run('./run.mjs'), project.run('./run.cjs')])).toEqual([said, said]);
  });

  test.each([
    ['NodeNext', NODE_NEXT],
    ['a bundler', BUNDLER],
  ])('TypeScript compiles for %s, the SDK’s own declarations too', async (_, options) => {
    project.write('typed.mts', TYPED);
    project.write('typed.cts', TYPED);
    expect(await compile(['typed.mts', 'typed.cts'], options)).toBe('');
  });

  test('the file that flagforge types writes serves every entry, in ESM and in CommonJS', async () => {
    await project.run('flagforge/flagforge.mjs', 'types', '--dir', inSdk('../flags'), '--out', 'flags.d.ts');
    project.write('keyed.mts', KEYED);
    project.write('keyed.cts', KEYED);
    const example = typedExampleOf(project.read('node_modules/@flagforge/sdk/README.md'));
    expect(example.match(/@ts-expect-error/g)).toHaveLength(3);
    const client = `import { createClient } from '@flagforge/sdk/web';\nconst client = createClient({ url: '', key: '' });\n`;
    project.write('readme.mts', `${client}${example}export const known: 'none' | 'klarna' | 'affirm' = provider;\n`);
    expect(await compile(['flags.d.ts', 'keyed.mts', 'keyed.cts', 'readme.mts'], NODE_NEXT)).toBe('');
  });

  test('its providers are what OpenFeature’s SDKs take', async () => {
    project.write('providers.mts', PROVIDERS);
    project.write('providers.cts', PROVIDERS);
    expect(await compile(['providers.mts', 'providers.cts'], { ...NODE_NEXT, types: ['node'] })).toBe('');
  });

  test('the examples of its READMEs compile, and that of the repository', async () => {
    const readmes = project.tarball.files.filter((path) => path.endsWith('README.md'));
    const texts = readmes.map((path) => [path, project.read(`node_modules/@flagforge/sdk/${path}`)] as const);
    const root = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const files = [...texts, ['root', root] as const].flatMap(([path, text]) =>
      examplesOf(text).map((code, index) => {
        const file = `examples/${path.replaceAll('/', '-')}-${index + 1}.tsx`;
        project.write(file, code);
        return file;
      }),
    );
    expect(files.length).toBeGreaterThan(3);
    expect(await compile(files, { ...BUNDLER, types: ['node'] })).toBe('');
  });

  test('Vite builds a page from what it uses', async () => {
    project.write('page/main.js', `import { createClient } from '@flagforge/sdk/web';\nexport { createClient };`);
    project.write(
      'page/vite.config.mjs',
      `export default { logLevel: 'warn', build: { lib: { entry: 'main.js', formats: ['es'] }, minify: true } };`,
    );
    await project.run('vite/bin/vite.js', 'build', 'page');
    const built = project.read('page/dist/shop.mjs');
    expect(gzipSync(built, { level: 9 }).length).toBeLessThan(4_000);
    project.write('page/run.mjs', `import * as web from './dist/shop.mjs';${PAGE}`);
    expect(await project.run('./page/run.mjs')).toBe(PAGE_SAID);
  });
});
