/** A project in a git repository of its own, published by the command itself to a Postgres of the test's own. */
import { randomBytes } from 'node:crypto';
import { runHere } from './fake-terminal.ts';
import { createFlagsRepository } from './flags-repository.ts';
import { GIT_TEST_ENVIRONMENT } from './git-repository.ts';
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

/** @param config flagforge.yaml from `environments` on. */
export async function createAuditedProject(config: string): Promise<AuditedProject> {
  const server = await createTestDatabase();
  const organization = `org-${randomBytes(4).toString('hex')}`;
  const login = await server.createLogin('publisher', organization);
  await server.query(`grant flagforge_auditor to ${login}`);
  const header = `version: 1\norganization: ${organization}\nproject: shop\n${config}`;
  const repository = createFlagsRepository({ '.gitignore': '.cache\n', 'flags/flagforge.yaml': header });
  const { root, commit, git } = repository;
  const run: AuditedProject['run'] = (words, { as = login, env = {} } = {}) =>
    runHere(root, words, {
      now: Date.now(),
      env: { ...GIT_TEST_ENVIRONMENT, HOME: root, DATABASE_URL: server.urlOf(as), ...env },
    });
  return {
    ...{ root, organization, server, login, commit, git, run },
    async mustRun(...words) {
      const { code, stdout, stderr } = await run(words);
      if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${stdout}${stderr}`);
      return stdout;
    },
    async remove() {
      await server.drop();
      repository.remove();
    },
  };
}
