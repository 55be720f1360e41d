/** A project published to a Postgres of a test's own, from texts, without a repository. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { compileProject } from '../compile/index.ts';
import type { Database } from '../database/database.ts';
import { openPostgres } from '../database/postgres-database.ts';
import { noApprovals } from '../identity/approval-sources.ts';
import { resolveActor } from '../identity/resolve-actor.ts';
import { nodeSha256 } from '../project.ts';
import { publishCommit } from '../publish/publish-commit.ts';
import type { PublishReport } from '../publish/publish-report.ts';
import type { Signer } from '../publish/signing.ts';
import type { Target } from '../targets/target.ts';
import { runHere } from './fake-terminal.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';

/** Texts by path, relative to the project's folder. */
export type ProjectFiles = Readonly<Record<string, string>>;

export interface PublishedProject {
  readonly organization: string;
  readonly project: string;
  readonly database: Database;
  readonly server: TestDatabase;
  /** The login that publishes, and that commands run as. */
  readonly login: string;
  /** A folder with nothing but a flagforge.yaml that names the project. */
  readonly directory: string;
  /** Makes a commit of these files, on top of all before, and publishes it. */
  publish(files: ProjectFiles, options?: PublishTestOptions): Promise<PublishReport>;
  /** Runs a command line against this database, without Redis unless `env` names one. */
  run(words: readonly string[], options?: RunTestOptions): ReturnType<typeof runHere>;
  close(): Promise<void>;
}

export interface PublishTestOptions {
  readonly environments?: readonly string[];
  readonly isUnapproved?: boolean;
  readonly reason?: string;
  readonly sign?: Signer;
  readonly targets?: readonly Target[];
}

export interface RunTestOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Default: `login`. */
  readonly as?: string;
  /** Default: the present, because Postgres has a clock of its own. */
  readonly now?: number;
}

const NAME_LENGTH = 4;

/** @param config flagforge.yaml without its first lines (version, organization, project), which this writes. */
export async function createPublishedProject(config: string): Promise<PublishedProject> {
  const server = await createTestDatabase();
  const organization = `org-${randomBytes(NAME_LENGTH).toString('hex')}`;
  const project = 'shop';
  const login = await server.createLogin('publisher', organization);
  const database = await openPostgres(server.urlOf(login));
  const directory = mkdtempSync(join(tmpdir(), 'flagforge-published-'));
  const header = `version: 1\norganization: ${organization}\nproject: ${project}\n`;
  mkdirSync(join(directory, 'flags'));
  writeFileSync(join(directory, 'flags', 'flagforge.yaml'), header);
  let commits = 0;
  return {
    ...{ organization, project, database, server, login, directory },
    async publish(files, options = {}) {
      commits += 1;
      const commit = createHash('sha1').update(`commit ${commits}`).digest('hex');
      const all = { 'flagforge.yaml': `${header}${config}`, ...files };
      const sources = Object.entries(all).map(([path, text]) => ({ path, text }));
      const result = compileProject(sources, { now: Date.now(), commit, compiler: 'test', sha256: nodeSha256 });
      if (result.project === null || result.snapshots.size === 0)
        throw new Error(result.diagnostics.map(({ file, message }) => `${file}: ${message}`).join('\n'));
      return publishCommit({
        ...{ database, targets: options.targets ?? [], origin: 'git', approvals: noApprovals() },
        source: {
          ...{ commit, directory: 'flags', config: result.project.config, snapshots: result.snapshots },
          history: { has: async () => true, isAncestor: async () => true },
        },
        environments: options.environments ?? [...result.snapshots.keys()],
        publisher: await resolveActor(database),
        ...{ sign: options.sign ?? null, writeAnchor: null, expectVersion: null, isDryRun: false, now: Date.now },
        ...{ isUnapproved: options.isUnapproved ?? false, reason: options.reason ?? null },
      });
    },
    run: (words, { env = {}, as = login, now = Date.now() } = {}) =>
      runHere(directory, words, { now, env: { DATABASE_URL: server.urlOf(as), ...env } }),
    async close() {
      await database.close();
      await server.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The Redis of this test run, which its tests share: names of organisations keep them apart. */
export const testRedisUrl = (): string => inject('stores').redisUrl;
