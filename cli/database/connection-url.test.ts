import { describe, expect, test } from 'vitest';
import { addressOf, type ConnectionSettings, parseConnectionUrl } from './connection-url.ts';

const read = (url: string, env: Readonly<Record<string, string>> = {}): ConnectionSettings => {
  const parsed = parseConnectionUrl(url, env);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
};

describe('an address of Postgres', () => {
  test('is read whole', () => {
    expect(
      read(
        'postgres://sam:p%40ss%2Fw%25rd@db.internal:6543/flags?sslmode=verify-full&connect_timeout=3&options=-c%20x%3Dy',
      ),
    ).toMatchObject({
      ...{ host: 'db.internal', port: 6543, user: 'sam', password: 'p@ss/w%rd', database: 'flags' },
      ...{ sslMode: 'verify-full', connectMs: 3_000, options: '-c x=y', applicationName: 'flagforge' },
    });
  });

  test.each([
    ['postgresql://sam@db', { host: 'db', port: 5432, user: 'sam', password: null, database: 'sam' }],
    ['postgres://sam@[::1]:7000/flags', { host: '::1', port: 7000 }],
    ['postgres://sam@/flags?host=/var/run/pg&port=7001', { host: '/var/run/pg', port: 7001 }],
    ['postgres://%2Fvar%2Frun%2Fpg/flags?user=sam', { host: '/var/run/pg', user: 'sam', database: 'flags' }],
    ['postgres://db/flags?user=sam&password=x&dbname=other', { user: 'sam', password: 'x', database: 'flags' }],
    ['postgres://sam@db/flags?ssl=true', { sslMode: 'require' }],
    ['postgres://sam@db/flags?sslrootcert=system', { sslMode: 'verify-full', sslRootCert: 'system' }],
    ['postgres://sam:a:b@db/flags', { password: 'a:b' }],
    [' postgres://sam@db/flags\n', { database: 'flags' }],
  ])('such as %s is taken as libpq takes it', (url, expected) => {
    expect(read(url)).toMatchObject(expected);
  });

  test('leaves out what the variables of libpq say', () => {
    const env = { PGHOST: 'db', PGPORT: '6000', PGUSER: 'sam', PGPASSWORD: 's', PGDATABASE: 'f', PGSSLMODE: 'require' };
    expect(read('postgres://', env)).toMatchObject({
      ...{ host: 'db', port: 6000, user: 'sam', password: 's', database: 'f', sslMode: 'require' },
    });
    expect(read('postgres://pat@other/x?sslmode=disable', env)).toMatchObject({
      ...{ host: 'other', user: 'pat', database: 'x', sslMode: 'disable' },
    });
  });

  test('is encrypted where the server can, unless it says otherwise', () => {
    expect(read('postgres://sam@db/flags').sslMode).toBe('prefer');
  });

  test('is shown without user, password and parameters', () => {
    expect(addressOf(read('postgres://sam:secret@db.internal/flags?password=secret'))).toBe('db.internal:5432/flags');
    expect(addressOf(read('postgres://sam:secret@[::1]/flags'))).toBe('[::1]:5432/flags');
  });
});

test.each([
  ['mysql://sam:s3cret@db/flags', 'does not begin with postgres://'],
  ['s3cret', 'does not begin with'],
  ['postgres://sam:s3c@ret@db/flags', 'which are written %40'],
  ['postgres://sam:s3c/ret@db/flags', 'which are written %40'],
  ['postgres://sam:s3cret@one,two/flags', 'several hosts'],
  ['postgres://sam:s3cret@db:port/flags', 'port is no number'],
  ['postgres://sam:s3cret@db:99999/flags', '1 to 65535'],
  ['postgres://sam:100%s3cret@db/flags', 'a % that no two hexadecimal digits follow'],
  ['postgres://sam@db/flags?sslmode=no-verify', 'sslmode is none of disable, allow'],
  ['postgres://sam@db/flags?sslmode=require&sslrootcert=system', 'verify-full only'],
  ['postgres://sam@db/flags?pool_size=3', 'no parameter "pool_size"'],
  ['postgres://sam:se?s3cret@db/flags', 'which are written %40'],
  ['postgres://sam@db/flags?connect_timeout=soon', 'connect_timeout'],
])('%s is refused, and nothing of it repeated that may be a password', (url, problem) => {
  const parsed = parseConnectionUrl(url, {});
  expect(parsed).toMatchObject({ problem: expect.stringContaining(problem) as string });
  expect(JSON.stringify(parsed)).not.toMatch(/s3c|ret/);
});
