import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { LoadedCaseFile } from '../conformance/load.ts';
import type { ConformanceReport } from '../conformance/runner.ts';

/** What to type where njs is missing. */
export const NJS_INSTALL_COMMAND = 'apt-get install -y --no-install-recommends njs';

/**
 * What the edge's JavaScript does not have: esbuild lowers what it can, and the subset check refuses the rest.
 * `es2017` because esbuild cannot lower `const` to ES5.
 */
const EDGE_SYNTAX = {
  target: 'es2017',
  supported: {
    destructuring: false,
    'for-of': false,
    class: false,
    'default-argument': false,
    'array-spread': false,
    'object-rest-spread': false,
    'optional-chain': false,
    'nullish-coalescing': false,
    'optional-catch-binding': false,
    bigint: false,
    generator: false,
  },
};

/** Whether the command `njs` is there, and which version; null when it is missing. */
export function njsVersion(): string | null {
  const run = spawnSync('njs', ['-v'], { encoding: 'utf8' });
  return run.error === undefined && run.status === 0 ? run.stdout.trim() : null;
}

/**
 * Bundles a program for the edge's language. `source` may import engine and runner relative to `sdk/`.
 * Throws when esbuild cannot lower what it finds.
 */
export async function bundleForEdge(source: string): Promise<string> {
  const result = await build({
    stdin: { contents: source, loader: 'ts', resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    write: false,
    format: 'iife',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    ...EDGE_SYNTAX,
  });
  return result.outputFiles[0]?.text ?? '';
}

/** Runs a bundled program in njs and returns what it printed. Throws with njs's own words when it fails. */
export function runInNjs(program: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'flagforge-njs-'));
  try {
    const file = join(folder, 'program.js');
    writeFileSync(file, program);
    const run = spawnSync('njs', [file], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 60_000 });
    if (run.error !== undefined) throw new Error(`njs could not be run (${run.error.message}): ${NJS_INSTALL_COMMAND}`);
    if (run.status !== 0) throw new Error(`njs ended with ${run.status ?? run.signal}: ${run.stdout}${run.stderr}`);
    return run.stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs conformance files with the engine in njs. The files are written into the program as literals, with each
 * own `__proto__` as such: njs's `JSON.parse` refuses more than 32 levels, and whole files are deeper than contexts.
 */
export async function runConformanceInNjs(files: readonly LoadedCaseFile[]): Promise<ConformanceReport> {
  const engine = await bundleForEdge(`
    import { runConformance } from './conformance/runner.ts';
    import { engineRuntime } from './conformance/engine-runtime.ts';
    const report = runConformance(engineRuntime, globalThis.conformanceFiles);
    console.log(JSON.stringify(report));
  `);
  const literals = files.map((file) => {
    const content = file.text.replaceAll('"__proto__":', '["__proto__"]:');
    return `{ name: ${JSON.stringify(file.name)}, content: ${content} }`;
  });
  return JSON.parse(runInNjs(`globalThis.conformanceFiles = [${literals.join(',')}];\n${engine}`)) as ConformanceReport;
}
