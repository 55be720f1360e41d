import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadMigrations } from '../database/migrations.ts';
import { runHere } from '../testing/fake-terminal.ts';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';

const FILES = loadMigrations().map(({ name }) => name);

let root: string;
let server: TestDatabase;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'flagforge-migrate-'));
  mkdirSync(join(root, 'flags'));
  writeFileSync(join(root, 'flags', 'flagforge.yaml'), 'version: 1\norganization: acme\nproject: shop\n');
});
afterAll(() => rmSync(root, { recursive: true }));

beforeEach(async () => {
  server = await createTestDatabase({ isEmpty: true });
  return () => server.drop();
});

const migrate = (words: readonly string[] = [], url = server.url) =>
  runHere(root, ['migrate', ...words], { env: { DATABASE_URL: url } });
const mapped = async (): Promise<string[]> =>
  (
    await server.query<{ login: string }>(
      `select login || ' ' || organization as login from flagforge.organization_logins order by 1`,
    )
  ).map(({ login }) => login);

test('migrate makes the schema, lets its login publish, and says so', async () => {
  const first = await migrate();
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout.replace(/^\S+/, 'DATABASE')).toBe(
    [
      `DATABASE  schema brought up to date: ${FILES.length} migrations`,
      ...FILES.map((name) => `  applied  ${name}`),
      '  login    postgres is publisher and auditor for acme',
      '',
    ].join('\n'),
  );
  expect(await mapped()).toEqual(['postgres acme']);
  const second = await migrate();
  expect(second.stdout).toMatch(/^127\.0\.0\.1:\d+\/test_\w+ {2}schema is up to date\n/);
});

test('migrate lets logins work for the organisation of the project, and answers in JSON', async () => {
  await migrate();
  const [ci, web] = [await server.createLogin(null), await server.createLogin(null)];
  const words = ['--publisher', ci, '--evaluator', web, '--auditor', ci, '--json'];
  const { code, stdout } = await migrate(words);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    database: expect.stringMatching(/^127\.0\.0\.1:\d+\/test_/) as string,
    applied: [],
    organization: 'acme',
    login: 'postgres',
    grants: [
      { login: 'postgres', role: 'publisher' },
      { login: 'postgres', role: 'auditor' },
      { login: ci, role: 'publisher' },
      { login: ci, role: 'auditor' },
      { login: web, role: 'evaluator' },
    ],
  });
  expect(await mapped()).toEqual([`${ci} acme`, `${web} acme`, 'postgres acme'].sort());
  // A login that may grant nothing finds the schema up to date, and keeps what it has.
  const plain = await migrate([], server.urlOf(ci));
  expect(plain).toMatchObject({ code: 0, stdout: expect.stringMatching(/schema is up to date\n$/) as string });
  expect(await migrate(['--publisher', web], server.urlOf(ci))).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('FF3119') as string,
  });
});

test('migrate grants nothing when one of the logins does not exist', async () => {
  const ci = await server.createLogin(null);
  const { code, stdout, stderr } = await migrate(['--publisher', ci, '--publisher', 'nobody']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('FF3113  Postgres has no login "nobody"');
  expect(await mapped()).toEqual([]);
});

test('migrate maps nobody where there is no project, and wants one to map logins to', async () => {
  const alone = await migrate(['--dir', '.']);
  expect(alone.code).toBe(0);
  expect(alone.stderr).toContain('no login was mapped');
  expect(await mapped()).toEqual([]);
  expect(await migrate(['--dir', '.', '--publisher', 'ci'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('name its folder by --dir') as string,
  });
});

test('migrate says what is wrong with the address, and never repeats it', async () => {
  const none = await runHere(root, ['migrate'], {});
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('FF3100  no database is named') as string });
  const wrong = await migrate([], 'postgres://sam:s3cret@elsewhere@db/flags');
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('FF3106') as string });
  const down = await migrate([], 'postgres://sam:s3cret@127.0.0.1:1/flags');
  expect(down.code).toBe(3);
  expect(down.stderr).toBe(
    `error  FF3101  cannot reach Postgres at 127.0.0.1:1/flags: connection refused
       nothing was written; run the same command again when it answers (the address comes from DATABASE_URL)\n`,
  );
  expect(wrong.stderr + down.stderr).not.toContain('s3cret');
});
