import { describe, expect, test } from 'vitest';
import { parseRedisAddress } from './redis-address.ts';

const PLAIN = {
  hosts: [{ host: 'cache', port: 6379 }],
  socket: null,
  isTls: false,
  isCluster: false,
  username: null,
  password: null,
  database: 0,
  label: 'cache:6379',
};

describe('the address of Redis', () => {
  test.each([
    ['redis://cache', PLAIN],
    ['redis://cache/', PLAIN],
    ['REDIS://cache:7000/3', { ...PLAIN, hosts: [{ host: 'cache', port: 7000 }], database: 3, label: 'cache:7000' }],
    ['rediss://cache', { ...PLAIN, isTls: true }],
    ['redis://:p%40ss%2Cword@cache', { ...PLAIN, password: 'p@ss,word' }],
    ['redis://pub:p@ss/w:rd@cache', { ...PLAIN, username: 'pub', password: 'p@ss/w:rd' }],
    ['redis://[::1]:6380', { ...PLAIN, hosts: [{ host: '::1', port: 6380 }], label: '[::1]:6380' }],
    [
      'redis://pub:secret@a:7001,b:7002,c',
      {
        ...PLAIN,
        hosts: [
          { host: 'a', port: 7001 },
          { host: 'b', port: 7002 },
          { host: 'c', port: 6379 },
        ],
        isCluster: true,
        username: 'pub',
        password: 'secret',
        label: 'a:7001,b:7002,c:6379',
      },
    ],
    [
      'redis://u:s@a,redis://u:s@b/0',
      {
        ...PLAIN,
        hosts: [
          { host: 'a', port: 6379 },
          { host: 'b', port: 6379 },
        ],
        isCluster: true,
        username: 'u',
        password: 's',
        label: 'a:6379,b:6379',
      },
    ],
    ['unix:///run/redis.sock', { ...PLAIN, hosts: [], socket: '/run/redis.sock', label: '/run/redis.sock' }],
  ])('%s is read', (text, address) => {
    expect(parseRedisAddress(text)).toEqual(address);
  });

  test.each([
    ['', 'does not begin with'],
    ['cache:6379', 'does not begin with'],
    ['http://cache', 'does not begin with'],
    ['redis://', 'host or port'],
    ['redis://a:99999', 'host or port'],
    ['redis://a:secret', 'host or port'],
    ['redis://a,,b', 'host or port'],
    ['redis://a/x', 'number of a database'],
    ['redis://u:s@a,redis://u:t@b', 'differ in'],
    ['redis://a,rediss://b', 'differ in'],
    ['redis://a,b/2', 'only database 0'],
    ['redis://u:%E0%A4%A@a', 'not percent-encoded'],
    ['redis://a?db=2', 'options after'],
    ['unix://redis.sock', 'not absolute'],
  ])('%j is refused: %s', (text, problem) => {
    const parsed = parseRedisAddress(text);
    expect('problem' in parsed && parsed.problem).toContain(problem);
  });

  test('a refusal quotes no password', () => {
    for (const text of ['redis://u:hunter2@', 'redis://u:hunter2@a:x', 'http://u:hunter2@a', 'redis://u:hunter2@a/b?c'])
      expect(JSON.stringify(parseRedisAddress(text))).not.toContain('hunter2');
  });
});
