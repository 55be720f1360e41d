/** House rules that only stay true when something checks them. @see .github/decisions/0004-import-rules.md */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WORKSPACES = ['sdk', 'cli', 'evaluator-server', 'console', 'edge'];
const TOP_LEVEL = [
  ...WORKSPACES,
  'flags',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'README.md',
  'LICENSE',
];
const UNTRACKED = ['node_modules', 'coverage', 'snapshots', 'screenshots'];

const PURE_PARTS = ['sdk/engine', 'sdk/snapshot', 'cli/diagnostics', 'cli/compile'];
/** What every part of the CLI stands on: the pure parts, and those that know no store: terminal, project, explanation. */
const GROUND = [...PURE_PARTS, 'cli'];
/** Below publishing: parts that know one thing of the world each, then those that open and name them. */
const BELOW_PUBLISH = [
  ...GROUND,
  'cli/diff',
  'cli/database',
  'cli/targets',
  'cli/git',
  'cli/identity',
  'cli/embedded',
  'cli/stores',
];

/** Beside them: how changes are proposed, edited, compared and judged. */
const REVIEWING = [...BELOW_PUBLISH, 'cli/edit', 'cli/forge', 'cli/policy', 'cli/comparison'];

/**
 * What each area may import beside itself, from the ground up; the longest name that fits a file is its area. Nothing
 * imports what stands below it in this table, but for commands, which are loaded when they are called.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'sdk/engine': [],
  'sdk/snapshot': [],
  'sdk/stream': [],
  'sdk/typed': ['sdk/engine'],
  'sdk/web': ['sdk/engine', 'sdk/stream', 'sdk/typed'],
  'sdk/node': ['sdk/engine', 'sdk/snapshot', 'sdk/stream', 'sdk/typed'],
  'sdk/toolbar': ['sdk/engine', 'sdk/typed', 'sdk/web'],
  'sdk/react': ['sdk/engine', 'sdk/typed', 'sdk/web'],
  'sdk/openfeature': ['sdk/engine', 'sdk/typed', 'sdk/web', 'sdk/node'],
  sdk: ['sdk/engine', 'sdk/snapshot'],
  'evaluator-server': ['sdk/engine', 'sdk/snapshot'],
  'edge/pack': ['sdk/engine'],
  'edge/store': [],
  'edge/function': ['sdk/engine', 'edge/pack'],
  'edge/build': ['edge/pack', 'edge/function'],
  'edge/local': ['edge/pack', 'edge/store', 'edge/function'],
  edge: ['sdk/engine', 'edge/pack', 'edge/function'],
  'cli/diagnostics': ['sdk/engine'],
  'cli/compile': ['sdk/engine', 'sdk/snapshot', 'cli/diagnostics'],
  'cli/diff': PURE_PARTS,
  'cli/edit': PURE_PARTS,
  cli: [...PURE_PARTS, 'cli/edit', 'cli/commands', 'cli/commands/dev.ts'],
  'cli/database': GROUND,
  'cli/targets': [...GROUND, 'edge/pack', 'edge/store'],
  'cli/git': GROUND,
  'cli/identity': [...GROUND, 'cli/database', 'cli/targets', 'cli/git'],
  'cli/embedded': [...GROUND, 'cli/database', 'cli/targets'],
  'cli/stores': [...GROUND, 'cli/database', 'cli/targets', 'cli/embedded'],
  'cli/forge': [...GROUND, 'cli/database', 'cli/targets', 'cli/git', 'cli/identity', 'cli/embedded', 'cli/edit'],
  'cli/policy': [...GROUND, 'cli/diff', 'cli/database', 'cli/targets', 'cli/git', 'cli/identity', 'cli/forge'],
  'cli/comparison': [...GROUND, 'cli/diff', 'cli/database', 'cli/git', 'cli/identity', 'cli/forge', 'cli/policy'],
  'cli/publish': [...BELOW_PUBLISH, 'edge/pack', 'cli/forge', 'cli/policy'],
  'cli/keys': [...BELOW_PUBLISH, 'cli/publish'],
  'cli/emergency': [...BELOW_PUBLISH, 'cli/forge', 'cli/policy', 'cli/publish'],
  'cli/status': [...BELOW_PUBLISH, 'cli/publish', 'cli/emergency'],
  'cli/stale': [...GROUND, 'cli/diff', 'cli/database'],
  'cli/where-used': PURE_PARTS,
  'cli/audit': [...BELOW_PUBLISH, 'cli/publish', 'cli/keys'],
  'cli/proposals': [...REVIEWING, 'cli/publish', 'cli/emergency'],
  'cli/doctor': [...REVIEWING, 'cli/publish'],
  'cli/edge': [...GROUND, 'cli/targets', 'edge/pack', 'edge/build', 'edge/local'],
  'cli/dev': [...REVIEWING, 'cli/publish', 'cli/proposals', 'edge/local', 'edge/build'],
  'console/api': [...PURE_PARTS, 'cli/diff', 'cli/edit', 'cli/policy'],
  'console/web': [...PURE_PARTS, 'cli/diff', 'cli/edit', 'console/api'],
  console: [
    'console/api',
    ...REVIEWING,
    ...['cli/publish', 'cli/keys', 'cli/emergency', 'cli/status', 'cli/stale', 'cli/where-used'],
    ...['cli/audit', 'cli/proposals', 'cli/dev'],
  ],
  'cli/commands': [
    ...REVIEWING,
    ...[
      'cli/publish',
      'cli/keys',
      'cli/emergency',
      'cli/status',
      'cli/stale',
      'cli/where-used',
      'cli/audit',
      'cli/proposals',
      'cli/doctor',
      'cli/dev',
      'cli/edge',
      'edge/pack',
      'edge/build',
      'edge/local',
    ],
  ],
  'cli/commands/dev.ts': [...GROUND, 'cli/dev', 'evaluator-server', 'console'],
};
/** Areas that only turn values into values: the packages they may use. No node:, so that a browser can run them. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  'sdk/engine': [],
  'sdk/snapshot': [],
  'sdk/stream': [],
  'sdk/typed': [],
  'sdk/web': [],
  'sdk/toolbar': [],
  'sdk/react': ['react'],
  'sdk/openfeature': ['@openfeature/core'],
  'cli/diagnostics': ['yaml'],
  'cli/compile': ['yaml'],
  'cli/diff': [],
  'cli/edit': ['yaml'],
  'cli/where-used': [],
};
/**
 * What an area knows by its types alone: nothing of the engine reaches a page, and who has a client of one kind loads
 * nothing of the other.
 */
const TYPES_ALONE: Readonly<Record<string, readonly string[]>> = {
  'sdk/typed': ['sdk/engine'],
  'sdk/web': ['sdk/engine', 'sdk/typed'],
  'sdk/toolbar': ['sdk/engine', 'sdk/typed', 'sdk/web'],
  'sdk/react': ['sdk/engine', 'sdk/typed', 'sdk/web'],
  'sdk/openfeature': ['sdk/typed', 'sdk/web', 'sdk/node', '@openfeature/core'],
};
/** What packages beside a workspace import of it, and the file that this is: what `exports` of its package.json names. */
function entriesOf(workspace: string): [string, string][] {
  const { name, exports } = JSON.parse(readFileSync(join(ROOT, workspace, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, { readonly '@flagforge/source'?: string }>>;
  };
  return Object.entries(exports).flatMap(([entry, { '@flagforge/source': source = '*' }]) =>
    source.includes('*') ? [] : [[join(name, entry), join(workspace, source)]],
  );
}
const PACKAGES: Readonly<Record<string, string>> = Object.fromEntries(WORKSPACES.flatMap(entriesOf));
const IMPORT = /^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;

interface Import {
  readonly from: string;
  /** A file relative to the root, or the name of a package. */
  readonly to: string;
  readonly isType: boolean;
  readonly isLazy: boolean;
}

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist', 'fixtures'].includes(entry.name)) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

const sources = WORKSPACES.flatMap(filesIn).filter((file) => /\.(?:ts|tsx|mjs)$/.test(file));
/** Tests, benches and scripts may look at anything; nothing that ships imports them. */
const isShipped = (file: string): boolean => !/\.test(?:-d)?\.tsx?$|\/(?:bench|scripts|testing)\/|\.mjs$/.test(file);

const imports: readonly Import[] = sources.filter(isShipped).flatMap((from) =>
  [...readFileSync(join(ROOT, from), 'utf8').matchAll(IMPORT)].map(([, type, named, bare, lazy]) => {
    const target = named ?? bare ?? lazy ?? '';
    const to = target.startsWith('.') ? join(dirname(from), target) : (PACKAGES[target] ?? target);
    return { from, to, isType: type !== undefined, isLazy: lazy !== undefined };
  }),
);

const isIn = (file: string, area: string): boolean => file === area || file.startsWith(`${area}/`);
const areaOf = (file: string): string | undefined =>
  Object.keys(MAY_IMPORT)
    .filter((area) => isIn(file, area))
    .sort((a, b) => b.length - a.length)[0];
const show = ({ from, to }: Import): string => `${from} -> ${to}`;

test('finds the imports that it judges', () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.filter(({ to }) => to === '').map(show)).toEqual([]);
});

test('imports go one way', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [own = '', other] = [areaOf(from), areaOf(to)];
    return other !== undefined && other !== own && !MAY_IMPORT[own]?.includes(other);
  });
  expect(wrong.map(show)).toEqual([]);
});

test('the table itself has no circles: each area stands on those above it', () => {
  const areas = Object.keys(MAY_IMPORT);
  const wrong = areas.flatMap((area) =>
    (MAY_IMPORT[area] ?? [])
      .filter((other) => !isIn(other, 'cli/commands') && areas.indexOf(other) >= areas.indexOf(area))
      .map((other) => `${area} -> ${other}`),
  );
  expect(wrong).toEqual([]);
});

test.each(Object.entries(PURE))('%s uses no packages but %j', (area, packages) => {
  const wrong = imports.filter(
    ({ from, to }) => isIn(from, area) && areaOf(to) === undefined && !packages.includes(to),
  );
  expect(wrong.map(show)).toEqual([]);
});

test.each(Object.entries(TYPES_ALONE))('%s knows of %j only their types', (area, others) => {
  const wrong = imports.filter(
    ({ from, to, isType }) => isIn(from, area) && others.includes(areaOf(to) ?? to) && !isType,
  );
  expect(wrong.map(show)).toEqual([]);
});

test('the SDK of Node needs Node alone', () => {
  const wrong = imports.filter(
    ({ from, to }) => isIn(from, 'sdk/node') && areaOf(to) === undefined && !to.startsWith('node:'),
  );
  expect(wrong.map(show)).toEqual([]);
});

test('nothing imports a program, and commands are loaded only when they are called', () => {
  const wrong = imports.filter(({ from, to, isLazy }) => {
    if (/\/(?:main|bin)\.ts$/.test(to)) return true;
    return isIn(to, 'cli/commands') && !isIn(from, 'cli/commands') && !(isLazy && isIn(from, 'cli/command-line'));
  });
  expect(wrong.map(show)).toEqual([]);
});

test('what the console’s server and its pages share are types of the CLI, never its code', () => {
  const wrong = imports.filter(({ from, to, isType }) => isIn(from, 'console/api') && isIn(to, 'cli') && !isType);
  expect(wrong.map(show)).toEqual([]);
});

// npm links them before anything is built, and leaves out, without a word, what is not there yet.
test('programs that npm links are committed files', () => {
  const programs = WORKSPACES.flatMap((workspace) => {
    const text = readFileSync(join(ROOT, workspace, 'package.json'), 'utf8');
    const { bin = {} } = JSON.parse(text) as { readonly bin?: Readonly<Record<string, string>> };
    return Object.values(bin).map((path) => join(workspace, path));
  });
  expect(programs).toEqual(['cli/flagforge.mjs', 'evaluator-server/flagforge-evaluator.mjs']);
  expect(programs.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('dev loads the server only when it is called', () => {
  const wrong = imports.filter(
    ({ from, to, isLazy, isType }) => isIn(from, 'cli') && isIn(to, 'evaluator-server') && !isLazy && !isType,
  );
  expect(wrong.map(show)).toEqual([]);
});

test('drivers of stores are loaded only when a store is opened', () => {
  const drivers = ['pg', 'ioredis', '@electric-sql/pglite', 'simple-git', 'octokit', '@clerk/backend', 'jose'];
  drivers.push('@aws-sdk/client-cloudfront-keyvaluestore', '@aws-sdk/client-cloudfront', '@aws-sdk/signature-v4a');
  const wrong = imports.filter(({ to, isLazy, isType }) => drivers.includes(to) && !isLazy && !isType);
  expect(wrong.map(show)).toEqual([]);
});

test('no files import one another in a circle', () => {
  const next = new Map(sources.map((file) => [file, [] as string[]]));
  for (const { from, to, isType } of imports) if (!isType) next.get(from)?.push(to);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (done.has(file) || path.includes(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
  expect(circles).toEqual([]);
});

test('a file is named after its concept', () => {
  expect(sources.filter((file) => /\/(?:utils?|helpers?|lib|common|misc)\.tsx?$/.test(file))).toEqual([]);
});

test('no code file is longer than 400 lines', () => {
  // The tables of codes are data.
  const code = sources.filter((file) => !/\.test\.ts$|\.generated\.ts$|\/diagnostics\/codes\//.test(file));
  expect(code.filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 401)).toEqual([]);
});

test('the top level holds only what it is meant to', () => {
  const found = readdirSync(ROOT).filter((name) => !name.startsWith('.') && !UNTRACKED.includes(name));
  expect(found.filter((name) => !TOP_LEVEL.includes(name))).toEqual([]);
});

describe('the lockfile', () => {
  const lockfile = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');

  test('names no registry, so that it installs from any', () => {
    expect(lockfile).not.toMatch(/"resolved": "[a-z+]+:/);
  });

  // npm leaves out, without a word, what it could not find while locking; `npm ci` then refuses everywhere.
  test('holds the packages of every platform', () => {
    const { packages } = JSON.parse(lockfile) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const locked = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
    const wanted = Object.values(packages).flatMap(({ optionalDependencies }) =>
      Object.keys(optionalDependencies ?? {}),
    );
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((name) => !locked.has(name))).toEqual([]);
  });
});
