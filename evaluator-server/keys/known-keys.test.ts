import { expect, test } from 'vitest';
import { generateKey, keyRecord } from './key.ts';
import { createKnownKeys } from './known-keys.ts';
import { createMemoryKeys } from './memory.ts';

const ENVIRONMENT = { environment: 'production' };

test('a key is found each time it comes, and nothing that only resembles it', () => {
  const secret = generateKey('server');
  const record = keyRecord(secret, ENVIRONMENT);
  const find = createKnownKeys(createMemoryKeys([record]));
  expect(find(secret.slice(0, -1))).toBeNull();
  for (let time = 0; time < 3; time += 1) {
    expect(find(secret)).toBe(record);
    expect(find(secret.slice(0, -1))).toBeNull();
    expect(find(`${secret}x`)).toBeNull();
  }
});

test('a key that is replaced or revoked is so at once, also where it was known before', () => {
  const secret = generateKey('client');
  const keys = createMemoryKeys([keyRecord(secret, ENVIRONMENT)]);
  const find = createKnownKeys(keys);
  expect(find(secret)?.environment).toBe('production');
  keys.replace([keyRecord(secret, { environment: 'staging' })]);
  expect(find(secret)?.environment).toBe('staging');
  keys.replace([]);
  expect(find(secret)).toBeNull();
  keys.replace([keyRecord(secret, ENVIRONMENT)]);
  expect(find(secret)?.environment).toBe('production');
});

test('more keys than are remembered are all found', () => {
  const secrets = Array.from({ length: 1_200 }, () => generateKey('server'));
  const find = createKnownKeys(createMemoryKeys(secrets.map((secret) => keyRecord(secret, ENVIRONMENT))));
  for (const secret of [...secrets, ...secrets]) expect(find(secret)?.environment).toBe('production');
});
