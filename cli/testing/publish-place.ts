/** Everything that a test of publishing needs: a project in git, a database of its own, and Redis. */
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { ExitCode } from '../exit-codes.ts';
import { runHere } from './fake-terminal.ts';
import { createFlagsRepository, type FlagsRepository } from './flags-repository.ts';
import { GIT_TEST_ENVIRONMENT } from './git-repository.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';

export interface PublishPlace {
  /** Unique, so that tests can share one Redis. */
  readonly organization: string;
  readonly database: TestDatabase;
  readonly repository: FlagsRepository;
  /** Logins that work for the organisation. */
  readonly publisher: string;
  readonly evaluator: string;
  /** What the commands find in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs a command line in this process. */
  run(
    words: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<{ code: ExitCode; stdout: string; stderr: string }>;
  remove(): Promise<void>;
}

/** `flagforge.yaml` of a project whose environments need nobody's approval unless they are given. */
export function projectFile(
  organization: string,
  more = 'environments: { development: { approvals: 0 }, production: { approvals: 0 } }\n',
): string {
  return `version: 1\norganization: ${organization}\nproject: shop\nunit: userId\n${more}`;
}

/** A boolean flag that is enabled in production and serves this there. */
export const booleanFlag = (serves: 'on' | 'off', more = ''): string =>
  `description: A flag\nowner: team\nkind: permanent\ntype: boolean\n${more}environments:\n  production: { enabled: true, default: ${serves} }\n`;

/** @param files beside flagforge.yaml; `config` is what follows its names. */
export async function createPublishPlace(
  files: Readonly<Record<string, string>>,
  config?: string,
): Promise<PublishPlace> {
  const organization = `org-${randomBytes(5).toString('hex')}`;
  const database = await createTestDatabase();
  const publisher = await database.createLogin('publisher', organization);
  const evaluator = await database.createLogin('evaluator', organization);
  const repository = createFlagsRepository({ 'flags/flagforge.yaml': projectFile(organization, config), ...files });
  const env = {
    ...GIT_TEST_ENVIRONMENT,
    HOME: repository.root,
    DATABASE_URL: database.urlOf(publisher),
    REDIS_URL: inject('stores').redisUrl,
  };
  return {
    ...{ organization, database, repository, publisher, evaluator, env },
    run: (words, more = {}) => runHere(repository.root, words, { env: { ...env, ...more }, now: Date.now() }),
    async remove() {
      await database.drop();
      repository.remove();
    },
  };
}
