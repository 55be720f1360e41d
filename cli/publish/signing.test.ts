import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedText } from '@flagforge/sdk/snapshot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadSigner } from './signing.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PARTS = { organization: 'acme', project: 'shop', environment: 'production', version: 3, commit: 'c', hash: 'h' };
let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'flagforge-signing-'));
  writeFileSync(join(cwd, 'key.pem'), PEM);
});
afterAll(() => rmSync(cwd, { recursive: true }));

const load = (key: string | undefined) => loadSigner({ cwd, env: { FLAGFORGE_SIGNING_KEY: key } });

test.each([
  ['its text', PEM],
  ['its text in one line', PEM.replaceAll('\n', '\\n')],
  ['its path', 'key.pem'],
])('signs with a key given by %s', (_, key) => {
  const signature = Buffer.from(load(key)?.(PARTS) ?? '', 'base64');
  expect(verify(null, Buffer.from(signedText(PARTS)), publicKey, signature)).toBe(true);
});

test('without a key nothing is signed', () => {
  expect(load(undefined)).toBeNull();
  expect(load(' ')).toBeNull();
});

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

test.each([
  ['a path that leads nowhere', 'nowhere.pem', /no such file/],
  ['a public key', publicKey.export({ type: 'spki', format: 'pem' }).toString(), /no private key/],
  ['a key of another kind', RSA.toString(), /a key for rsa/],
])('refuses %s, and never prints what was given', (_, key, reason) => {
  expect(() => load(key)).toThrow(reason);
  expect(() => load(key)).toThrow(expect.objectContaining({ code: 'FF3011', exitCode: 2 }));
});
