import type { TestProject } from 'vitest/node';
import { applyMigrations } from '../cli/database/apply-migrations.ts';
import { openPostgres } from '../cli/database/postgres-database.ts';
import '../cli/testing/provided-stores.ts';
import { startPostgres } from '../cli/testing/postgres-server.ts';
import { startRedis } from '../cli/testing/redis-server.ts';
import { runSql } from '../cli/testing/run-sql.ts';
import { reapOrphans } from '../cli/testing/service-folder.ts';

const TEMPLATE = 'flagforge_template';

/** Starts one Postgres and one Redis for the run, in temporary folders, and stops them after it. */
export default async function startStores(project: TestProject): Promise<() => Promise<void>> {
  reapOrphans();
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  await runSql(postgres.url, `create database ${TEMPLATE}`);
  const template = await openPostgres(postgres.url.replace(/\/postgres$/, `/${TEMPLATE}`));
  await applyMigrations(template);
  await template.close();
  project.provide('stores', { postgresUrl: postgres.url, template: TEMPLATE, redisUrl: redis.url });
  return async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
  };
}
