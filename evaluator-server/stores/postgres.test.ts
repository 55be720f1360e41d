import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { KNOWN_MIGRATION } from './postgres.ts';
import { type PostgresAddress, parsePostgresAddress } from './postgres-address.ts';
import { postgresProblem } from './postgres-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'flagforge-address-'));
const ROOT = join(folder, 'root.pem');
writeFileSync(ROOT, '');
afterAll(() => rmSync(folder, { recursive: true }));

test('the migrations that this server knows are those of the CLI', () => {
  const files = readdirSync(new URL('../../cli/sql/', import.meta.url)).filter((name) => /^\d{6}-.*\.sql$/.test(name));
  expect(Math.max(...files.map((name) => Number(name.slice(0, 6))))).toBe(KNOWN_MIGRATION);
});

describe('an address of Postgres', () => {
  const read = (text: string, env: Readonly<Record<string, string>> = {}): PostgresAddress => {
    const address = parsePostgresAddress(text, env);
    if ('problem' in address) throw new Error(address.problem);
    return address;
  };

  test.each([
    ['postgres://u:s3cret@db.internal:6543/flags?sslmode=verify-full', 'db.internal:6543/flags'],
    ['postgresql://db', 'db:5432'],
    ['postgres://u:s3cret@/flags?host=/run/postgresql&password=s3cret', '/run/postgresql:5432/flags'],
    ['postgres://%2Frun%2Fpostgresql/flags', '/run/postgresql:5432/flags'],
    ['postgres://[::1]:7000/flags', '[::1]:7000/flags'],
    ['postgres://', 'localhost:5432'],
  ])('%s is shown as %s', (text, label) => {
    expect(read(text).label).toBe(label);
  });

  test.each<[string, Record<string, string>, object | boolean, boolean]>([
    ['postgres://db/x', {}, { rejectUnauthorized: false }, true],
    ['postgres://db/x?sslmode=disable', {}, false, false],
    ['postgres://db/x?sslmode=require', {}, { rejectUnauthorized: false }, false],
    ['postgres://db/x?ssl=true', {}, { rejectUnauthorized: false }, false],
    ['postgres://db/x', { PGSSLMODE: 'require' }, { rejectUnauthorized: false }, false],
    ['postgres://db/x?sslmode=verify-full', {}, {}, false],
    ['postgres://db/x?sslmode=verify-full&sslrootcert=system', {}, {}, false],
    ['postgres://db/x', { PGSSLROOTCERT: 'system' }, {}, false],
    [
      `postgres://db/x?sslmode=require&sslrootcert=${ROOT}`,
      {},
      { ca: '', checkServerIdentity: expect.anything() },
      false,
    ],
    ['postgres://db/x?sslmode=verify-full', { PGSSLROOTCERT: ROOT }, { ca: '' }, false],
  ])('%s with %j is as far encrypted and checked as libpq says', (text, env, ssl, mayBePlain) => {
    const { url, plainUrl } = read(text, env);
    expect(new pg.Client({ connectionString: url })).toMatchObject({ ssl });
    expect(plainUrl !== null).toBe(mayBePlain);
    if (plainUrl !== null) expect(new pg.Client({ connectionString: plainUrl })).toMatchObject({ ssl: false });
  });

  test.each([
    ['s3cret', 'does not begin with'],
    ['mysql://u:s3cret@db/flags', 'does not begin with'],
    ['postgres://u:s3c@ret@db/flags', 'which are written %40'],
    ['postgres://u:s3c/ret@db/flags', 'which are written %40'],
    ['postgres://u:s3c?ret@db/flags', 'which are written %40'],
    ['postgres://one,two/flags', 'several hosts'],
    ['postgres://db/flags?sslmode=no-verify', 'sslmode is none of'],
    ['postgres://db/100%', 'two hexadecimal digits'],
  ])('%s is refused, and no part of it repeated', (text, problem) => {
    const parsed = parsePostgresAddress(text, {});
    expect(parsed).toEqual({ problem: expect.stringContaining(problem) });
    expect(JSON.stringify(parsed)).not.toMatch(/s3c|ret/);
  });
});

test('a problem is one line with its code', () => {
  const inner = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  expect(postgresProblem(new AggregateError([inner]))).toBe('connect ECONNREFUSED 127.0.0.1:5432 (ECONNREFUSED)');
  expect(postgresProblem(new Error('a\nb'))).toBe('a');
  expect(postgresProblem('x')).toBe('unknown');
});
