import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeLayout } from '@flagforge/sdk/snapshot';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runHere } from '../testing/fake-terminal.ts';
import { booleanFlag, createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';

const CONFIG = 'environments: { staging: { approvals: 0 }, production: { approvals: 0 } }\n';

const SCHEDULED = `description: A flag
owner: team
kind: permanent
type: boolean
environments:
  production:
    enabled: true
    default: off
    schedule: [{ at: "2090-01-01T00:00:00Z", default: { rollout: { on: 50, off: 50 } } }]
`;

const FILES = { 'flags/a.yaml': booleanFlag('on'), 'flags/b.yaml': booleanFlag('on'), 'flags/soon.yaml': SCHEDULED };

let shop: PublishPlace;
let redis: Redis;

beforeAll(async () => {
  redis = new Redis(inject('stores').redisUrl);
});
afterAll(() => redis.disconnect());

const run = (...words: string[]) => shop.run(words);

const layoutOf = (environment: string) =>
  storeLayout({ organization: shop.organization, project: 'shop', environment });

const setReport = (id: string, report: object): Promise<number> => {
  const common = { host: 'web-1', commit: null, at: Date.now(), auditHead: null, refused: 0 };
  return redis.hset(layoutOf('production').evaluators, id, JSON.stringify({ ...common, ...report }));
};

const hashOf = async (version: number): Promise<string> => {
  const [row] = await shop.database.query<{ hash: string }>(
    `select hash from flagforge.snapshots where environment = 'production' and version = ${version}`,
  );
  return row?.hash ?? '';
};

/** What differs from run to run, in as many characters. */
const plain = (text: string): string =>
  text
    .replaceAll(shop.publisher, 'sam')
    .replace(/\b[0-9a-f]{8}\b/g, 'hashhash')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{7}\b/g, 'commit0')
    .replace(/127\.0\.0\.1:\d+\S*/, 'postgres');

describe('a project from its first commit on', () => {
  beforeAll(async () => {
    shop = await createPublishPlace(FILES, CONFIG);
  });
  afterAll(() => shop.remove());

  test('before the first publish there is nothing, which is no drift', async () => {
    const { code, stdout, stderr } = await run('status');
    expect(plain(stdout)).toBe(
      [
        'environment  git      Postgres  hash  Redis  evaluators  overlays',
        'staging      commit0  -         -     -      -           -',
        'production   commit0  -         -     -      -           -',
        `Nothing of ${shop.organization}/shop is published to postgres yet: flagforge publish`,
        '',
      ].join('\n'),
    );
    expect([code, stderr]).toEqual([0, '']);
  });

  test('after it everything agrees, and what a schedule changes next is named', async () => {
    await run('publish');
    await setReport('e1', { version: 1, hash: await hashOf(1) });
    const { code, stdout, stderr } = await run('status');
    expect(plain(stdout)).toBe(
      [
        'environment  git      Postgres    hash      Redis  evaluators  overlays',
        'staging      commit0  v1 commit0  hashhash  v1     -           -',
        'production   commit0  v1 commit0  hashhash  v1     1 at v1     -',
        'Next in production:',
        '  2090-01-01T00:00:00Z (in 63 years)  soon  default: off -> rollout on 50 %, off 50 %',
        'No drift.',
        '',
      ].join('\n'),
    );
    expect([code, stderr]).toEqual([0, '']);
  });

  test('a kill is drift until git says the same and that is published', async () => {
    // Nobody is there to report, so nobody is waited for.
    await redis.del(layoutOf('production').evaluators);
    await run('kill', 'a', '--environment', 'production', '--reason', 'errors since 14:02');
    await setReport('e1', { version: 2, hash: await hashOf(2) });
    const { code, stdout } = await run('status', '--environment', 'production');
    expect(code).toBe(1);
    expect(plain(stdout)).toBe(
      [
        'environment  git      Postgres    hash      Redis  evaluators  overlays',
        'production   commit0  v2 commit0  hashhash  v2     1 at v2     1 kill (a, just now, by database:sam)',
        'Killed in production:',
        '  a  just now  by database:sam  errors since 14:02',
        'Next in production:',
        '  2090-01-01T00:00:00Z (in 63 years)  soon  default: off -> rollout on 50 %, off 50 %',
        '1 entry of the audit log is not anchored yet: flagforge publish --resume',
        'Drift: a is killed in production but not in git.',
        '       write  killed: true  into a.yaml and publish that; or: flagforge revive a --environment production',
        '',
      ].join('\n'),
    );
    shop.repository.commit({ 'flags/a.yaml': booleanFlag('on', 'killed: true\n') });
    const merged = await run('status', '--environment', 'production');
    expect(merged.code).toBe(1);
    expect(plain(merged.stdout)).toContain(
      'Drift: a is killed in production, and in git at commit0, which is not published there yet.\n       flagforge publish --environment production\n',
    );
    expect(plain(merged.stdout)).toContain('production   commit0 ahead  v2 commit0');
    await redis.del(layoutOf('production').evaluators);
    await run('publish');
    await setReport('e1', { version: 3, hash: await hashOf(3) });
    expect(await run('status')).toMatchObject({ code: 0, stderr: '' });
  });

  test('a copy that is behind, gone or ahead is drift, with its next step', async () => {
    const { snapshot } = layoutOf('production');
    const body = (await redis.hget(snapshot, 'body')) ?? '';
    const look = async (): Promise<string> => {
      const { code, stdout } = await run('status', '--environment', 'production');
      expect(code).toBe(1);
      return stdout;
    };
    await redis.del(snapshot);
    expect(await look()).toContain(
      'Drift: Redis has nothing of production, Postgres is at v3.\n       flagforge publish --resume\n',
    );
    const old = body.replace('"version":3', '"version":2');
    await redis.hset(snapshot, { version: '2', hash: 'x', body: old });
    expect(await look()).toContain('Drift: Redis has v2 of production, Postgres is at v3.');
    const newer = body.replace('"version":3', '"version":9');
    await redis.hset(snapshot, { version: '9', hash: 'x', body: newer });
    expect(await look()).toContain('Drift: Redis has v9 of production, Postgres is only at v3.');
    await redis.hset(snapshot, {
      version: '3',
      hash: await hashOf(3),
      body: body.replace('"off":"off"', '"off":"on"'),
    });
    expect(await look()).toContain('Drift: Redis holds something else as v3 of production than Postgres.');
    await redis.del(snapshot);
    await run('publish', '--resume');
    expect((await run('status')).code).toBe(0);
  });

  test('so are API keys in a copy that Postgres does not have, or no longer', async () => {
    const { keys } = layoutOf('production');
    const drift = async (): Promise<string> => {
      const { code, stdout } = await run('status', '--environment', 'production');
      expect(code).toBe(1);
      return stdout;
    };
    const forged = (version: string): Promise<number> => redis.hset(keys, { version, hash: 'x', body: '{"keys":[]}' });
    await forged('2');
    expect(await drift()).toContain('Drift: Redis has the API keys v2 of production, Postgres is at v0.');
    await redis.del(keys);
    await run('keys', 'create', '--kind', 'server', '--environment', 'production');
    expect((await run('status')).code).toBe(0);
    await forged('1');
    expect(await drift()).toContain('Drift: Redis holds other API keys of production than Postgres, both as v1.');
    await redis.del(keys);
    expect(await drift()).toContain(
      'Drift: Redis has no API keys of production, Postgres is at v1.\n       flagforge publish --resume\n',
    );
    await run('publish', '--resume');
    expect((await run('status')).code).toBe(0);
  });

  test('an evaluator that is behind, ahead or different is named', async () => {
    const hash = await hashOf(3);
    await setReport('e2', { version: 2, hash: 'old' });
    await setReport('e3', { version: 1, hash: 'old', refused: 2 });
    await setReport('e4', { version: 7, hash: 'new' });
    await setReport('e5', { version: 3, hash: 'other' });
    await setReport('e6', { version: 3, hash });
    const { code, stdout } = await run('status', '--environment', 'production');
    await redis.hdel(layoutOf('production').evaluators, 'e2', 'e3', 'e4', 'e5', 'e6');
    expect(code).toBe(1);
    expect(stdout).toContain('1 at v7, 2 at v3, 1 at v3, 1 at v2, 1 at v1');
    expect(stdout).toContain('Drift: evaluator e2 on web-1 serves v2 of production, Postgres is at v3.\n');
    expect(stdout).toContain('e3 on web-1 serves v1 of production, Postgres is at v3: it has refused 2 snapshots.\n');
    expect(stdout).toContain('does its FLAGFORGE_PUBLIC_KEY belong to the publisher?');
    expect(stdout).toContain('Drift: evaluator e4 on web-1 serves v7 of production, Postgres is only at v3.\n');
    expect(stdout).toContain('Drift: evaluator e5 on web-1 serves something else as v3 of production than Postgres.\n');
    expect(stdout).not.toContain('evaluator e6');
  });

  test('a Redis that is down is said, everything else is answered, and the exit is 3', async () => {
    const { code, stdout, stderr } = await shop.run(['status'], { REDIS_URL: 'redis://127.0.0.1:1' });
    expect(code).toBe(3);
    expect(plain(stdout)).toMatch(/^production +commit0 +v3 commit0 +hashhash +no answer +- +-$/m);
    expect(stdout).not.toContain('No drift.');
    expect(stderr).toBe(
      'error  FF3121  cannot reach Redis at 127.0.0.1:1: connection refused\n       the address comes from REDIS_URL\n',
    );
  });

  test('what could not be delivered is said with its error, also where Redis is not configured', async () => {
    await shop.run(['kill', 'b', '--environment', 'staging', '--reason', 'x'], { REDIS_URL: 'redis://127.0.0.1:1' });
    const { stdout } = await shop.run(['status', '--environment', 'staging'], { REDIS_URL: '' });
    expect(stdout).toMatch(
      /^1 version of staging not delivered to Redis since just now \(cannot reach Redis at 127\.0\.0\.1:1: connection refused\): flagforge publish --resume$/m,
    );
    await run('publish', '--resume');
    expect((await run('status', '--environment', 'staging')).stdout).not.toContain('not delivered');
    await run('revive', 'b');
  });

  test('content that its commit does not compile to is drift', async () => {
    await shop.database.query('alter table flagforge.environments disable trigger all');
    const [row] = await shop.database.query<{ commit: string }>(
      "select commit from flagforge.environments where environment = 'staging'",
    );
    const first = shop.repository.git('rev-list', '--max-parents=0', 'main');
    await shop.database.query(`update flagforge.environments set commit = '${first}' where environment = 'staging'`);
    const { code, stdout } = await run('status', '--environment', 'staging');
    await shop.database.query(
      `update flagforge.environments set commit = '${row?.commit}' where environment = 'staging'`,
    );
    expect(code).toBe(1);
    expect(stdout).toContain(`is not what ${first.slice(0, 7)} compiles to.\n       flagforge audit verify\n`);
  });

  test('works without a checkout, with one that has errors, and with one that lacks the published commit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flagforge-nowhere-'));
    const words = ['status', '--project', `${shop.organization}/shop`];
    const nowhere = await runHere(folder, words, { env: shop.env, now: Date.now() });
    rmSync(folder, { recursive: true });
    expect(nowhere.code).toBe(0);
    expect(plain(nowhere.stdout)).toMatch(/^production +- +v3 commit0/m);
    const published = shop.repository.git('rev-parse', 'HEAD');
    shop.repository.commit({ 'flags/broken.yaml': 'type: nonsense\n' });
    expect(plain((await run('status')).stdout)).toMatch(/^production +commit0 has errors +v3 commit0/m);
    shop.repository.git('reset', '--quiet', '--hard', 'HEAD~2');
    expect(plain((await run('status')).stdout)).toMatch(/^production +commit0 behind +v3 commit0/m);
    shop.repository.git('reset', '--quiet', '--hard', published);
  });

  test('a login that may only read may look', async () => {
    const auditor = await shop.database.createLogin('auditor', shop.organization);
    const { code, stdout } = await shop.run(['status'], { DATABASE_URL: shop.database.urlOf(auditor) });
    expect([code, stdout]).toEqual([0, expect.stringContaining('No drift.')]);
    const stranger = await shop.database.createLogin(null);
    const refused = await shop.run(['status'], { DATABASE_URL: shop.database.urlOf(stranger) });
    expect(refused.code).toBe(3);
  });

  test('of an environment that nobody has names a near one', async () => {
    const { code, stderr } = await run('status', '--environment', 'prod');
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean "production"?');
  });

  test('answers with one document of JSON', async () => {
    const { code, stdout } = await run('status', '--environment', 'production', '--json');
    expect(code).toBe(0);
    const commit = shop.repository.git('rev-parse', 'HEAD');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ organization: shop.organization, project: 'shop', drift: [], git: { commit, hasErrors: false } },
      environments: [
        {
          environment: 'production',
          git: { lineage: 'same', isSame: true, isOwnContent: true },
          postgres: { version: 3, commit, tip: commit, hash: await hashOf(3), action: 'publish', isSigned: false },
          targets: [{ target: 'redis', state: 'equal', version: 3 }],
          evaluators: [{ id: 'e1', host: 'web-1', version: 3, state: 'equal' }],
          overlays: { kills: [], hold: null },
          pending: [{ at: '2090-01-01T00:00:00.000Z', flags: [{ flag: 'soon' }] }],
        },
      ],
    });
  });
});

test('a hold is drift, and what was done in an emergency is what the audit log proves', async () => {
  shop = await createPublishPlace(FILES, CONFIG);
  try {
    await run('publish');
    shop.repository.commit({ 'flags/a.yaml': booleanFlag('off') });
    await run('publish');
    await run('kill', 'b', '--reason', 'slow');
    await run('rollback', '--to', '1', '--environment', 'production', '--reason', 'a is needed', '--yes');
    const { code, stdout } = await run('status', '--environment', 'production');
    expect(code).toBe(1);
    expect(plain(stdout)).toContain('held since v4 (just now, by database:sam), 1 kill (b, just now, by database:sam)');
    expect(plain(stdout)).toContain(
      [
        'Drift: production is held since v4 (just now, by database:sam): publish refuses what would bring commit0 back.',
        '       merge a revert and publish that; or: flagforge rollback --release --environment production',
        '',
      ].join('\n'),
    );
    await run('rollback', '--release', '--environment', 'production');
    await run('revive', 'b');
    await shop.database.query(`grant flagforge_auditor to ${shop.publisher}`);
    const proof = await run('audit', 'verify');
    expect(proof.stderr).toBe('');
    expect(proof.code).toBe(0);
  } finally {
    await shop.remove();
  }
});

test('an environment that somebody named by hand cannot drive the terminal', async () => {
  const place = await createPublishPlace(FILES, CONFIG);
  try {
    await place.run(['publish']);
    const name = 'x\u001b[2J\nNo drift.';
    for (const [table, more, values] of [
      ['environments', '', ''],
      ['snapshots', ', action, tip, directory, body, compiler, actor', ", action, tip, directory, body, compiler, 'x'"],
    ])
      await place.database.query(
        `insert into flagforge.${table} (organization, project, environment, version, commit, content_hash, hash${more})
         select organization, project, $1, version, commit, content_hash, hash${values} from flagforge.${table}
         where environment = 'production'`,
        [name],
      );
    await place.database.query(`update flagforge.environments set tip = commit where tip is null`);
    for (const words of [['status'], ['kill', 'a', '--reason', 'slow', '--yes'], ['publish', '--resume']]) {
      const { stdout, stderr } = await place.run(words);
      expect(stdout + stderr).toContain('x\\u{1b}[2J\\nNo drift.');
      expect(stdout + stderr).not.toContain('\u001b');
    }
  } finally {
    await place.remove();
  }
});

test('a kill ends when git turns the flag off there; one of a flag that was off anyway is over with a revive', async () => {
  const place = await createPublishPlace(FILES, CONFIG);
  const drift = async (): Promise<string> => {
    const { stdout } = await place.run(['status', '--environment', 'production']);
    return stdout.includes('Drift: a ') ? stdout.slice(stdout.indexOf('Drift: a ')) : '';
  };
  const kill = () => place.run(['kill', 'a', '--environment', 'production', '--reason', 'slow', '--yes']);
  try {
    await place.run(['publish']);
    await kill();
    place.repository.commit({ 'flags/a.yaml': booleanFlag('on').replace('enabled: true', 'enabled: false') });
    expect(await drift()).toContain('a is killed in production, and in git at ');
    expect((await place.run(['publish'])).stdout).toContain('the break-glass kill ends');
    expect(await drift()).toBe('');
    await kill();
    expect(await drift()).toBe(
      'Drift: a is killed in production, and off there in git too.\n' +
        '       flagforge revive a --environment production  ends the kill, and nothing turns on\n',
    );
  } finally {
    await place.remove();
  }
});
