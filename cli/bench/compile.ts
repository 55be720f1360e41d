/**
 * Compares compiling 10,000 flags x 3 environments with the bare parse of the same files by the same library, in one
 * process. Prints ratios only: absolute times say more about the machine than about the code.
 *
 * Goals (issue: compiler): a first run at most 2x the bare parse; a second run, after one edit, at most 0.1x of the
 * first; memory at its peak below 512 MB. Both runs read the files from disk and the second one its cache too. The floor
 * is the library as it comes; the compile runs with the plain environment that the program gives it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { compileProject } from '../compile/index.ts';
import { openDiskCache } from '../compile-cache.ts';
import { loadJsonValidator } from '../open-project.ts';
import { usePlainEnvironment } from '../plain-environment.ts';
import { loadProject, nodeSha256 } from '../project.ts';

const FLAGS = 10_000;
const ROUNDS = 4;
const MIB = 1_048_576;

interface Measured {
  readonly milliseconds: number;
  readonly peakMebibytes: number;
  readonly hashes: readonly string[];
}

/** A flag such as teams write them: two environments with a rule each, one plain. */
function flagText(index: number): string {
  return `description: Flag number ${index} of the shop
type: boolean
owner: team-${index % 40}
tags: [web, area-${index % 12}]
kind: permanent
client: true
environments:
  development: { enabled: true, default: on }
  staging:
    enabled: true
    rules:
      - name: staff
        if: email ends_with "@company.com" and not segment "contractors"
        serve: on
    default: off
  production:
    enabled: true
    targets: { on: [user-${index}, user-${index + 7}] }
    rules:
      - name: staff
        if: email ends_with "@company.com" and not segment "contractors"
        serve: on
      - name: us-canary
        if: region starts_with "us-" and age >= ${18 + (index % 50)}
        rollout: { on: ${index % 100}, off: ${100 - (index % 100)} }
    default: { rollout: { on: 5, off: 95 } }
`;
}

function writeProject(directory: string): void {
  mkdirSync(join(directory, 'segments'), { recursive: true });
  const attributes = '{ userId: string, email: string, region: string, age: number }';
  writeFileSync(
    join(directory, 'flagforge.yaml'),
    `version: 1\norganization: acme\nproject: bench\nunit: userId\nattributes: ${attributes}\n`,
  );
  writeFileSync(
    join(directory, 'segments', 'contractors.yaml'),
    'description: x\nif: email ends_with "@ext.company.com"\n',
  );
  for (let index = 0; index < FLAGS; index += 1) writeFileSync(join(directory, `flag-${index}.yaml`), flagText(index));
}

/** Processor time, collection of garbage included: on a shared machine the clock on the wall also counts the neighbours. */
function cpuSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

/** The floor: what any compiler of these files must do. */
async function parseOnly(directory: string): Promise<Measured> {
  const started = process.cpuUsage();
  const { files } = await loadProject(directory);
  let keys = 0;
  for (const file of files) keys += Object.keys(parseDocument(file.text).toJS() as object).length;
  return {
    milliseconds: cpuSince(started),
    peakMebibytes: process.resourceUsage().maxRSS / 1024,
    hashes: [String(keys)],
  };
}

async function compileOnce(directory: string, folder: string): Promise<Measured> {
  const started = process.cpuUsage();
  usePlainEnvironment();
  const { files } = await loadProject(directory);
  const cache = openDiskCache({ directory, compiler: 'bench', folder });
  const result = compileProject(files, {
    now: 0,
    compiler: 'bench',
    cache,
    sha256: nodeSha256,
    validateJson: await loadJsonValidator(files),
  });
  cache.save();
  const milliseconds = cpuSince(started);
  if (result.snapshots.size !== 3) throw new Error(`the project does not compile: ${result.diagnostics[0]?.message}`);
  const hashes = [...result.snapshots.values()].map((snapshot) => snapshot.contentHash);
  return { milliseconds, peakMebibytes: process.resourceUsage().maxRSS / 1024, hashes };
}

/** Each run in a process of its own: warm code and the memory of earlier runs would flatter the later ones. */
function run(step: string, directory: string, folder: string): Measured {
  const child = spawnSync(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url), step, directory, folder],
    {
      encoding: 'utf8',
    },
  );
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as Measured;
}

async function main(): Promise<void> {
  const [step, given, folderGiven] = process.argv.slice(2);
  if (step !== undefined && given !== undefined && folderGiven !== undefined) {
    const measured = step === 'parse' ? await parseOnly(given) : await compileOnce(given, folderGiven);
    process.stdout.write(JSON.stringify(measured));
    return;
  }
  const root = mkdtempSync(join(tmpdir(), 'flagforge-bench-'));
  try {
    const directory = join(root, 'flags');
    writeProject(directory);
    const first: number[] = [];
    const second: number[] = [];
    let peak = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const folder = join(root, `cache-${round}`);
      // Each ratio is of runs that follow one another: a machine that is busy for a minute slows both.
      const parse = run('parse', directory, folder);
      const cold = run('compile', directory, folder);
      const edited = join(directory, `flag-${round}.yaml`);
      writeFileSync(edited, readFileSync(edited, 'utf8').replace('on: 5, off: 95', 'on: 6, off: 94'));
      const warm = run('compile', directory, folder);
      if (round === 0) {
        const fresh = run('compile', directory, join(root, 'fresh'));
        if (warm.hashes.join() !== fresh.hashes.join()) throw new Error('the cache changed what was compiled');
      }
      first.push(cold.milliseconds / parse.milliseconds);
      second.push(warm.milliseconds / cold.milliseconds);
      peak = Math.max(peak, cold.peakMebibytes, warm.peakMebibytes);
    }
    report('first run / bare YAML parse', median(first), 2);
    report('second run, one edit / first run', median(second), 0.1);
    report('memory at its peak / 512 MB', peak / ((512 * 1e6) / MIB), 1);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

function report(name: string, ratio: number, goal: number): void {
  const verdict = ratio <= goal ? 'ok' : 'MISSED';
  process.stdout.write(
    `compile 10,000 flags x 3  ${name.padEnd(34)} ${ratio.toFixed(3)}x  goal ${goal}x  ${verdict}\n`,
  );
}

await main();
