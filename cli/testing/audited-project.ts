/** A project in a git repository of its own, published by the command itself to a Postgres of the test's own. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runHere } from './fake-terminal.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';

export interface AuditedProject {
  readonly root: string;
  readonly organization: string;
  readonly server: TestDatabase;
  /** Publishes; is publisher and auditor. */
  readonly login: string;
  /** Writes files and commits everything; answers with the commit's id. */
  commit(files: Readonly<Record<string, string>>): string;
  git(...words: string[]): string;
  /** Runs a command line in the folder above `flags`, as `login` unless another one is named. */
  run(words: readonly string[], options?: AuditedRun): ReturnType<typeof runHere>;
  /** The same, which must end with 0. */
  mustRun(...words: string[]): Promise<string>;
  remove(): Promise<void>;
}

export interface AuditedRun {
  readonly as?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const GIT_ENV = {
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  ...{ GIT_AUTHOR_NAME: 'Pat', GIT_AUTHOR_EMAIL: 'pat@example.com' },
  ...{ GIT_COMMITTER_NAME: 'Pat', GIT_COMMITTER_EMAIL: 'pat@example.com' },
};

/** @param config flagforge.yaml from `environments` on. */
export async function createAuditedProject(config: string): Promise<AuditedProject> {
  const server = await createTestDatabase();
  const organization = `org-${randomBytes(4).toString('hex')}`;
  const login = await server.createLogin('publisher', organization);
  await server.query(`grant flagforge_auditor to ${login}`);
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'flagforge-audited-')));
  const path = process.env['PATH'] ?? '';
  const git: AuditedProject['git'] = (...words) => {
    const run = spawnSync('git', words, { cwd: root, encoding: 'utf8', env: { ...GIT_ENV, PATH: path, HOME: root } });
    if (run.status !== 0) throw new Error(`git ${words.join(' ')}: ${run.stderr}`);
    return run.stdout.trim();
  };
  const run: AuditedProject['run'] = (words, { as = login, env = {} } = {}) =>
    runHere(root, words, {
      now: Date.now(),
      env: { ...GIT_ENV, PATH: path, HOME: root, DATABASE_URL: server.urlOf(as), ...env },
    });
  git('init', '--quiet', '--initial-branch=main', '.');
  writeFileSync(join(root, '.gitignore'), '.cache\n');
  const header = `version: 1\norganization: ${organization}\nproject: shop\n${config}`;
  const commit: AuditedProject['commit'] = (files) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    git('add', '-A');
    git('commit', '--quiet', '--allow-empty', '-m', 'change');
    return git('rev-parse', 'HEAD');
  };
  commit({ 'flags/flagforge.yaml': header });
  return {
    ...{ root, organization, server, login, commit, git, run },
    async mustRun(...words) {
      const { code, stdout, stderr } = await run(words);
      if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${stdout}${stderr}`);
      return stdout;
    },
    async remove() {
      await server.drop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
