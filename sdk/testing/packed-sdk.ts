/** The SDK as npm publishes it, in an empty project; for tests only. `npm run build` comes first. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const execute = promisify(execFile);

/** What `npm run` tells the programs that it starts: it would make them think of the project that they are started in. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(?!config_(?:cache|registry)$)/.test(name)));

/** The package as npm packed it. */
export interface Tarball {
  readonly path: string;
  /** Paths inside the package. */
  readonly files: readonly string[];
}

/** Packs the SDK into a folder. */
async function packSdk(folder: string): Promise<Tarball> {
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, '-w', 'sdk'];
  const { stdout } = await execute('npm', words, { cwd: ROOT, env: environment(), maxBuffer: 2 ** 24 });
  // A list, or an object by name: that depends on the version of npm.
  const [packed] = Object.values<{ filename: string; files: readonly { path: string }[] }>(JSON.parse(stdout));
  if (packed === undefined) throw new Error('npm packed nothing');
  return { path: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** A project that has the SDK from a tarball, and nothing else. */
export interface SdkProject {
  readonly folder: string;
  readonly tarball: Tarball;
  write(path: string, text: string): void;
  read(path: string): string;
  /** Gives it a package of the repository's `node_modules`, such as a peer: as a link, nothing is downloaded. */
  link(name: string): void;
  /** Runs a program of the repository (`typescript/bin/tsc`) or of the project (`./main.mjs`) in it; what it printed. */
  run(program: string, ...words: readonly string[]): Promise<string>;
  remove(): void;
}

/** Packs the SDK and installs it with npm, without network, in an empty project in a temporary folder. */
export async function createSdkProject(): Promise<SdkProject> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'flagforge-packed-')));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const tarball = await packSdk(folder);
  write('package.json', JSON.stringify({ name: 'shop', version: '1.0.0', private: true }));
  await execute('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball.path], {
    cwd: folder,
    env: environment(),
  });
  return {
    folder,
    tarball,
    write,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    link(name) {
      const path = join(folder, 'node_modules', name);
      mkdirSync(dirname(path), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), path);
    },
    async run(program, ...words) {
      const path = program.startsWith('./') ? join(folder, program) : join(ROOT, 'node_modules', program);
      try {
        const { stdout } = await execute(process.execPath, [path, ...words], { cwd: folder, env: environment() });
        return stdout;
      } catch (error) {
        const { stdout, stderr } = error as { stdout?: string; stderr?: string };
        throw new Error(`${program} failed:\n${stdout}${stderr}`, { cause: error });
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
