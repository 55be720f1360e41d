import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { runDev } from '../testing/run-dev.ts';
import { createWorkspace, type Workspace } from '../testing/run-flagforge.ts';

let workspace: Workspace;
let database: TestDatabase;

beforeAll(async () => {
  [workspace, database] = [createWorkspace(), await createTestDatabase()];
});
afterAll(async () => {
  workspace.remove();
  await database.drop();
});

test('what dev publishes into a real Postgres is proved from its own history, and anchored there', async () => {
  const env = { DATABASE_URL: database.url };
  expect(workspace.run(['migrate'], { env }).code).toBe(0);
  const session = runDev(workspace, ['--port', '0'], env);
  await session.next('ready');
  const killed = workspace.run(['kill', 'dark-mode', '--environment', 'production', '--reason', 'a try', '--yes'], {
    env,
  });
  expect(killed).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Opened request #1 ') });
  expect(workspace.run(['publish', '--resume'], { env })).toMatchObject({ code: 0, stderr: '' });
  await session.end();
  const verified = workspace.run(['audit', 'verify', '--json'], { env });
  expect(verified.code).toBe(0);
  expect(JSON.parse(verified.stdout)).toMatchObject({ isProved: true, anchors: { unanchored: 0 } });
});
