import { describe, expect, test } from 'vitest';
import { ConfigError, parseConfig } from './config.ts';
import { DEFAULT_LIMITS } from './limits.ts';

const NEEDED = { FLAGFORGE_SNAPSHOTS: '/snapshots', FLAGFORGE_KEYS: '/keys.json' };

describe('the configuration', () => {
  test('needs only where snapshots and keys are', () => {
    expect(parseConfig(NEEDED)).toEqual({
      host: '0.0.0.0',
      port: 8_080,
      from: { snapshots: '/snapshots', keys: '/keys.json', publicKeys: [] },
      trustedProxies: [],
      drainMs: 0,
      limits: DEFAULT_LIMITS,
    });
  });

  test('takes every setting, and an empty one as not set', () => {
    const config = parseConfig({
      ...NEEDED,
      FLAGFORGE_HOST: '::1',
      FLAGFORGE_PORT: '0',
      FLAGFORGE_TRUSTED_PROXIES: '10.0.0.0/8, ::1,',
      FLAGFORGE_MAX_BODY_BYTES: ' 1024 ',
      FLAGFORGE_CLIENT_RATE: '',
    });
    expect(config).toMatchObject({ host: '::1', port: 0, trustedProxies: ['10.0.0.0/8', '::1'] });
    expect(config.limits).toEqual({ ...DEFAULT_LIMITS, bodyBytes: 1_024 });
  });

  test('reports everything that is wrong at once', () => {
    const env = {
      FLAGFORGE_KEYS: '/keys.json',
      FLAGFORGE_PORT: '65536',
      FLAGFORGE_MAX_BODY_BYTES: '64k',
      FLAGFORGE_CLIENT_RATE: '-1',
      FLAGFORGE_TRUSTED_PROXIES: 'nginx',
    };
    expect(() => parseConfig(env)).toThrow(ConfigError);
    expect(() => parseConfig(env)).toThrow(
      [
        'FLAGFORGE_PORT is "65536"; it must be a whole number from 0 to 65535',
        'FLAGFORGE_SNAPSHOTS is not set; it names the folder of compiled snapshots',
      ].join('\n'),
    );
  });
});
