import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../database/database.ts';
import { openTargets } from '../stores/open-targets.ts';
import { createFakeTerminal } from '../testing/fake-terminal.ts';
import { findFreePort } from '../testing/free-port.ts';
import { type RedisServer, startRedis } from '../testing/redis-server.ts';
import { TEST_CERTIFICATES } from '../testing/test-certificates.ts';

let folder: string;
let server: RedisServer;
let port: number;

const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flagforge-tls-'));
  for (const [name, text] of Object.entries(TEST_CERTIFICATES)) writeFileSync(file(`${name}.pem`), text);
  port = await findFreePort();
  // Clients must show a certificate, as is usual for a Redis of one's own.
  server = await startRedis([
    ...['--tls-port', String(port), '--tls-ca-cert-file', file('ca.pem'), '--tls-auth-clients', 'yes'],
    ...['--tls-cert-file', file('cert.pem'), '--tls-key-file', file('key.pem')],
  ]);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const DATABASE = { kind: 'real' } as Database;
const PLACE = { organization: 'acme', project: 'shop', environment: 'production' };

/** What a command with this environment reads in Redis. */
async function read(env: Readonly<Record<string, string>>) {
  const [target] = await openTargets(createFakeTerminal(folder, { env }), DATABASE, folder);
  try {
    return await target?.read(PLACE, 'keys');
  } finally {
    await target?.close();
  }
}

describe('rediss://', () => {
  test('trusts the authority of REDIS_CA and shows REDIS_CERT: paths, or PEM text', async () => {
    const url = `rediss://localhost:${port}`;
    expect(
      await read({ REDIS_URL: url, REDIS_CA: 'ca.pem', REDIS_CERT: 'cert.pem', REDIS_KEY: file('key.pem') }),
    ).toBeNull();
    const { ca, cert, key } = TEST_CERTIFICATES;
    expect(await read({ REDIS_URL: url, REDIS_CA: ca, REDIS_CERT: cert, REDIS_KEY: key })).toBeNull();
  });

  test.each([
    ['an authority that nobody knows', { REDIS_CERT: 'cert.pem', REDIS_KEY: 'key.pem' }, 'localhost', 3, 'FF3126'],
    ['another name than the certificate has', { REDIS_CA: 'ca.pem' }, '127.1', 3, 'FF3126'],
    ['a file that is not there', { REDIS_CA: 'gone.pem' }, 'localhost', 2, 'FF3131'],
    ['a file that is no certificate', { REDIS_CA: 'key.txt' }, 'localhost', 2, 'FF3131'],
    ['a certificate without its key', { REDIS_CERT: 'cert.pem' }, 'localhost', 2, 'FF3131'],
  ])('with %s is refused', async (_, env, host, exitCode, code) => {
    writeFileSync(file('key.txt'), 'secret');
    await expect(read({ REDIS_URL: `rediss://${host}:${port}`, ...env })).rejects.toMatchObject({ exitCode, code });
  });

  test('without the certificate that the server wants is told of REDIS_CERT', async () => {
    await expect(read({ REDIS_URL: `rediss://localhost:${port}`, REDIS_CA: 'ca.pem' })).rejects.toMatchObject({
      exitCode: 3,
      hints: [expect.stringContaining('REDIS_CERT and REDIS_KEY')],
    });
  });

  test('is not what a plain connection to a TLS port gets', async () => {
    await expect(read({ REDIS_URL: `redis://127.0.0.1:${port}` })).rejects.toMatchObject({ exitCode: 3 });
  });
});

test('without REDIS_URL a real database has no targets', async () => {
  for (const env of [{}, { REDIS_URL: '' }])
    expect(await openTargets(createFakeTerminal(folder, { env }), DATABASE, folder)).toEqual([]);
});
