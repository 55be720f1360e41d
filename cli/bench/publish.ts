/**
 * Publishes 10,000 flags x 3 environments to a Postgres and a Redis of its own: from cold, and again after one edit.
 * The floor of the cold run, in the same run, is what nobody can save: compiling the commit, and inserting the same
 * three texts into a bare table. Every run is a process of its own, timed from its start to its end.
 *
 * Goals (issue: publish): cold below 15 s; one edit below 1 s, of which below 100 ms in the transaction; memory of the
 * publisher below 600 MB. They are printed as ratios to these limits, as all benches do.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { snapshotText } from '../compile/index.ts';
import { applyMigrations } from '../database/apply-migrations.ts';
import type { Database } from '../database/database.ts';
import { openPostgres } from '../database/postgres-database.ts';
import { grantLogin } from '../database/roles.ts';
import { noApprovals } from '../identity/approval-sources.ts';
import { resolveActor } from '../identity/resolve-actor.ts';
import { usePlainEnvironment } from '../plain-environment.ts';
import { anchorIn } from '../publish/anchor-in.ts';
import { compiledCommit, openCommit } from '../publish/open-commit.ts';
import { publishCommit } from '../publish/publish-commit.ts';
import { exitCodeOf } from '../publish/publish-report.ts';
import { openStores } from '../stores/open-stores.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { startPostgres } from '../testing/postgres-server.ts';
import { startRedis } from '../testing/redis-server.ts';

const FLAGS = 10_000;
const COLD_ROUNDS = 2;
const EDIT_ROUNDS = 5;

interface Measured {
  readonly milliseconds: number;
  /** The longest transaction that wrote; 0 where none did. */
  readonly transactionMs: number;
  readonly peakMegabytes: number;
}

/** A flag such as teams write them: two environments with a rule each, one plain. */
function flagText(index: number, share: number): string {
  return `description: Flag number ${index} of the shop
type: boolean
owner: team-${index % 40}
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
      - name: us-canary
        if: region starts_with "us-" and age >= ${18 + (index % 50)}
        rollout: { on: ${index % 100}, off: ${100 - (index % 100)} }
    default: { rollout: { on: ${share}, off: ${100 - share} } }
`;
}

const FREE =
  'environments: { development: { approvals: 0 }, staging: { approvals: 0 }, production: { approvals: 0 } }\n';

function writeProject(root: string): void {
  mkdirSync(join(root, 'flags', 'segments'), { recursive: true });
  const attributes = 'attributes: { userId: string, email: string, region: string, age: number }\n';
  const write = (path: string, text: string): void => writeFileSync(join(root, 'flags', path), text);
  write('flagforge.yaml', `version: 1\norganization: acme\nproject: bench\nunit: userId\n${FREE}${attributes}`);
  write('segments/contractors.yaml', 'description: x\nif: email ends_with "@ext.company.com"\n');
  for (let index = 0; index < FLAGS; index += 1) write(`flag-${index}.yaml`, flagText(index, 5));
  git(root, 'init', '--quiet');
  commit(root);
}

function git(root: string, ...words: string[]): void {
  const author = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
  execFileSync('git', [...author, ...words], { cwd: root, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } });
}

function commit(root: string): void {
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'change');
}

/** Compiles the commit and inserts its snapshots where nothing is checked, derived, chained or told. */
async function runFloor(): Promise<Measured> {
  const opened = await openCommit(createTerminal(), 'flags', null);
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await client.connect();
  await client.query('create table if not exists public.bare (body text)');
  for (const snapshot of opened.project.result.snapshots.values())
    await client.query('insert into public.bare values ($1)', [snapshotText(snapshot)]);
  await client.end();
  return measured(0);
}

/** What `flagforge publish` does, with a clock on its transactions. */
async function runPublish(): Promise<Measured> {
  const terminal = createTerminal();
  const opened = await openCommit(terminal, 'flags', null);
  const { directory } = opened.project;
  const stores = await openStores(terminal, directory);
  const source = compiledCommit(opened);
  const { organization } = source.config;
  let longest = 0;
  const database: Database = {
    ...stores.database,
    async transaction(options, work) {
      const startedAt = performance.now();
      const result = await stores.database.transaction(options, work);
      if (options.isReadOnly !== true) longest = Math.max(longest, performance.now() - startedAt);
      return result;
    },
  };
  const report = await publishCommit({
    ...{ database, targets: stores.targets, source, origin: 'git', environments: [...source.snapshots.keys()] },
    ...{
      publisher: await resolveActor(database, terminal, { organization, directory }),
      approvals: noApprovals(),
      sign: null,
    },
    writeAnchor: anchorIn(opened.repository),
    ...{ expectVersion: null, isUnapproved: false, reason: null, isDryRun: false, now: terminal.now },
  });
  await stores.close();
  const published = report.environments.filter(({ outcome }) => outcome === 'published').length;
  if (exitCodeOf(report) !== 0 || published === 0)
    throw new Error(`nothing was published: ${report.environments.map(({ problem }) => problem?.message).join('; ')}`);
  return measured(longest);
}

/** `performance.now()` begins with the process. */
function measured(transactionMs: number): Measured {
  const peakMegabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  return { milliseconds: performance.now(), transactionMs, peakMegabytes };
}

function run(step: 'floor' | 'publish', root: string, env: Readonly<Record<string, string>>): Measured {
  const child = spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), step], {
    cwd: root,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', ...env },
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as Measured;
}

async function main(): Promise<void> {
  const [step] = process.argv.slice(2);
  if (step !== undefined) {
    usePlainEnvironment();
    const result = step === 'floor' ? await runFloor() : await runPublish();
    process.stdout.write(JSON.stringify(result));
    return;
  }
  const root = mkdtempSync(join(tmpdir(), 'flagforge-bench-'));
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  try {
    const [floor, cold, edits]: [Measured[], Measured[], Measured[]] = [[], [], []];
    for (let round = 0; round < COLD_ROUNDS; round += 1) {
      // A repository for each database: its anchors are of one audit log.
      const repository = join(root, `${round}`);
      writeProject(repository);
      const env = {
        DATABASE_URL: await createDatabase(postgres.url, `bench_${round}`),
        REDIS_URL: `${redis.url}/${round}`,
      };
      floor.push(run('floor', repository, { ...env, XDG_CACHE_HOME: join(root, 'floor-cache') }));
      const caches = { ...env, XDG_CACHE_HOME: join(root, 'cache') };
      cold.push(run('publish', repository, caches));
      for (let edit = 1; edit <= EDIT_ROUNDS && round + 1 === COLD_ROUNDS; edit += 1) {
        writeFileSync(join(repository, 'flags', 'flag-77.yaml'), flagText(77, 5 + edit));
        commit(repository);
        edits.push(run('publish', repository, caches));
      }
    }
    const total = (list: readonly Measured[]): number => median(list.map(({ milliseconds }) => milliseconds));
    report('from cold / compile and bare insert', total(cold) / total(floor), 2);
    report('from cold / 15 s', total(cold) / 15_000, 1);
    report('one edit / 1 s', total(edits) / 1_000, 1);
    report('its transaction / 100 ms', median(edits.map(({ transactionMs }) => transactionMs)) / 100, 1);
    report('memory at its peak / 600 MB', Math.max(...cold.map(({ peakMegabytes }) => peakMegabytes)) / 600, 1);
  } finally {
    await Promise.all([postgres.stop(), redis.stop()]);
    rmSync(root, { recursive: true, force: true });
  }
}

/** A migrated one in which this login publishes for acme. */
async function createDatabase(url: string, name: string): Promise<string> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const own = url.replace(/\/[^/]*$/, `/${name}`);
  const database = await openPostgres(own);
  await applyMigrations(database);
  await database.transaction({ as: 'login', organization: null }, (tx) => grantLogin(tx, null, 'publisher', 'acme'));
  await database.close();
  return own;
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

function report(name: string, ratio: number, goal: number): void {
  const verdict = ratio <= goal ? 'ok' : 'MISSED';
  process.stdout.write(
    `publish 10,000 flags x 3  ${name.padEnd(36)} ${ratio.toFixed(3)}x  goal ${goal}x  ${verdict}\n`,
  );
}

await main();
