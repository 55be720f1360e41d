import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyMigrations } from '../database/apply-migrations.ts';
import type { Database } from '../database/database.ts';
import { openPostgres } from '../database/postgres-database.ts';
import { grantLogin } from '../database/roles.ts';
import { noApprovals } from '../identity/approval-sources.ts';
import { createPublisher } from '../identity/resolve-actor.ts';
import { createFakeTerminal } from '../testing/fake-terminal.ts';
import { createFlagsRepository, type FlagsRepository } from '../testing/flags-repository.ts';
import { GIT_TEST_ENVIRONMENT } from '../testing/git-repository.ts';
import { type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { booleanFlag, projectFile } from '../testing/publish-place.ts';
import { compiledCommit, openCommit } from './open-commit.ts';
import { publishCommit } from './publish-commit.ts';
import type { PublishReport } from './publish-report.ts';

/** Of its own, because it is restarted. */
let server: PostgresServer;
let database: Database;
let repository: FlagsRepository;

beforeAll(async () => {
  server = await startPostgres();
  database = await openPostgres(server.url);
  await applyMigrations(database);
  await database.transaction({ as: 'login', organization: null }, (tx) => grantLogin(tx, null, 'publisher', 'acme'));
  repository = createFlagsRepository({
    'flags/flagforge.yaml': projectFile('acme'),
    'flags/a.yaml': booleanFlag('off'),
  });
});
afterAll(async () => {
  await database.close();
  await server.stop();
  repository.remove();
});

/** Publishes HEAD; right before the statement that holds this text runs for production, the server is restarted. */
async function publish(restartBefore: string | null): Promise<PublishReport> {
  let isRestarted = false;
  const restarting: Database = {
    ...database,
    transaction: (options, work) =>
      database.transaction(options, (tx) =>
        work({
          async query(sql, values) {
            const isNow = restartBefore !== null && sql.includes(restartBefore) && values?.includes('production');
            if (isNow && !isRestarted) {
              isRestarted = true;
              await server.restart();
            }
            return tx.query(sql, values);
          },
        }),
      ),
  };
  const terminal = createFakeTerminal(repository.root, { env: GIT_TEST_ENVIRONMENT });
  const source = compiledCommit(await openCommit(terminal, 'flags', null));
  return publishCommit({
    ...{ database: restarting, targets: [], source, origin: 'git', environments: [...source.snapshots.keys()] },
    ...{ publisher: createPublisher('database:postgres'), approvals: noApprovals(), sign: null, writeAnchor: null },
    ...{ expectVersion: null, isUnapproved: false, reason: null, isDryRun: false, now: Date.now },
  });
}

const outcomes = ({ environments }: PublishReport): string[] =>
  environments.map(({ environment, outcome, version }) => `${environment} ${outcome} ${version}`);

test.each([
  ['the snapshot', 'insert into flagforge.snapshots'],
  ['the audit entries', 'insert into audit.entries'],
  ["the environment's row", 'update flagforge.environments'],
])('a Postgres that restarts before %s is written leaves nothing half done', async (_, statement) => {
  const before = (await publish(null)).environments[1]?.version ?? 0;
  repository.commit({ [`flags/g${statement.length}.yaml`]: booleanFlag('on') });
  const broken = await publish(statement);
  expect(outcomes(broken)[1]).toBe('production failed 0');
  expect(broken.environments[1]?.problem).toMatchObject({ exitCode: 3, code: expect.stringMatching(/^FF310/) });
  const [row] = await database.transaction({ as: 'publisher', organization: 'acme', isReadOnly: true }, (tx) =>
    tx.query<{ version: number; last: number; entries: number }>(
      `select version, (select max(version) from flagforge.snapshots where environment = 'production') as last,
              (select max(version) from audit.entries where environment = 'production') as entries
       from flagforge.environments where environment = 'production'`,
    ),
  );
  expect(row).toEqual({ version: before, last: before, entries: before });
  expect(outcomes(await publish(null))[1]).toBe(`production published ${before + 1}`);
});
