/** Starts the built command as a user does; for tests only. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../flagforge.mjs', import.meta.url));

/** How a run ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own, to be removed by `remove`. */
export interface Workspace {
  readonly root: string;
  /** Runs `flagforge` in it and waits. */
  run(words: readonly string[], options?: { input?: string; env?: Readonly<Record<string, string>> }): Run;
  /** Starts `flagforge` in it. */
  start(words: readonly string[], env?: Readonly<Record<string, string>>): ChildProcessWithoutNullStreams;
  write(files: Readonly<Record<string, string>>): void;
  remove(): void;
}

/** A small project without findings, in `flags/`. */
export const SMALL_PROJECT: Readonly<Record<string, string>> = {
  'flags/flagforge.yaml': [
    'version: 1',
    'organization: acme',
    'project: shop',
    'environments: { development: {}, staging: {}, production: {} }',
    'unit: userId',
    'attributes: { userId: string, email: string, age: number }',
    '',
  ].join('\n'),
  'flags/dark-mode.yaml': [
    'description: Dark colours',
    'type: boolean',
    'owner: team-web',
    'kind: permanent',
    'environments:',
    '  development: { enabled: true, default: on }',
    '  production:',
    '    enabled: true',
    '    rules:',
    '      - name: staff',
    '        if: email ends_with "@acme.com"',
    '        serve: on',
    '    default: off',
    '',
  ].join('\n'),
  'flags/dark-mode.test.yaml': [
    'tests:',
    '  - name: staff get it',
    '    environment: production',
    '    context: { email: pat@acme.com }',
    '    expect: { value: true, variant: on, reason: rule_match, rule: staff }',
    '  - name: others do not',
    '    environment: production',
    '    context: {}',
    '    matrix: { age: [17, 18] }',
    '    expect: { variant: off, reason: default }',
    '',
  ].join('\n'),
};

/** Without the settings of whoever runs the tests: their colours, locale and caches. */
function cleanEnvironment(root: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, XDG_CACHE_HOME: join(root, '.cache'), HOME: root };
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'FLAGFORGE_DEBUG', 'NODE_OPTIONS', 'VITEST', 'CI']) delete env[name];
  return env;
}

/** Makes a folder with these files. */
export function createWorkspace(files: Readonly<Record<string, string>> = SMALL_PROJECT): Workspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'flagforge-cli-')));
  const env = cleanEnvironment(root);
  const write: Workspace['write'] = (more) => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  write(files);
  return {
    root,
    write,
    run(words, options = {}) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...words], {
        cwd: root,
        env: { ...env, ...options.env },
        encoding: 'utf8',
        input: options.input ?? '',
        maxBuffer: 64 * 1_048_576,
      });
      return { code: status, stdout, stderr };
    },
    start: (words, more = {}) => spawn(process.execPath, [LAUNCHER, ...words], { cwd: root, env: { ...env, ...more } }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
