import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStoreSources } from '@flagforge/evaluator-server';
import { createEvaluator, type Snapshot } from '@flagforge/sdk/engine';
import { parseRedisAddress, storeLayout } from '@flagforge/sdk/snapshot';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { MAX_KILLS_AN_HOUR } from '../emergency/kill-limit.ts';
import { runHere } from '../testing/fake-terminal.ts';
import { booleanFlag, createPublishPlace, type PublishPlace, projectFile } from '../testing/publish-place.ts';

const everywhere = (more = ''): string =>
  `description: A flag\nowner: team\nkind: permanent\ntype: boolean\n${more}environments:\n  staging: { enabled: true, default: on }\n  production: { enabled: true, default: on }\n`;

const ENVIRONMENTS = 'environments: { staging: { approvals: 0 }, production: { approvals: 0 } }\n';

const MANY = Array.from({ length: MAX_KILLS_AN_HOUR + 1 }, (_, index) => `many-${String(index).padStart(2, '0')}`);

const FILES: Readonly<Record<string, string>> = {
  'flags/checkout.yaml': everywhere(),
  'flags/search-v2.yaml': everywhere(),
  'flags/fallback.yaml': everywhere('requires: [{ flag: search-v2, variant: off }]\n'),
  'flags/banner.yaml': everywhere('requires: [{ flag: fallback, variant: on }]\n'),
  'flags/dark-mode.yaml': everywhere(),
  'flags/filters.yaml': everywhere('requires: [{ flag: dark-mode, variant: on }]\n'),
  'flags/guard.yaml': everywhere('killable: false\n'),
  'flags/gone.yaml': everywhere('killed: true\n'),
  'flags/twice.yaml': everywhere(),
  'flags/with-redis-down.yaml': everywhere(),
  'flags/messy.yaml': everywhere(),
  'flags/named.yaml': everywhere(),
  'flags/lasting.yaml': everywhere(),
  'flags/json.yaml': everywhere(),
  'flags/quick.yaml': everywhere(),
  ...Object.fromEntries(MANY.map((key) => [`flags/${key}.yaml`, booleanFlag('on')])),
};

let shop: PublishPlace;
let redis: Redis;

beforeAll(async () => {
  shop = await createPublishPlace(FILES, ENVIRONMENTS);
  redis = new Redis(inject('stores').redisUrl);
  expect((await shop.run(['publish'])).code).toBe(0);
});
afterAll(async () => {
  redis.disconnect();
  await shop.remove();
});

const kill = (...words: string[]) => shop.run(['kill', ...words]);

const layoutOf = (environment: string) =>
  storeLayout({ organization: shop.organization, project: 'shop', environment });

/** The flags that Redis says are killed. */
async function killedInRedis(environment: string): Promise<string[]> {
  const snapshot = JSON.parse((await redis.hget(layoutOf(environment).snapshot, 'body')) ?? '{}') as {
    overlays: readonly { readonly kind: string; readonly flag?: string }[];
  };
  return snapshot.overlays.flatMap(({ kind, flag }) => (kind === 'kill' && flag !== undefined ? [flag] : []));
}

const entries = (flag: string) =>
  shop.database.query<Record<string, unknown>>(
    `select environment, version, action, subject, old_state::text, new_state::text, reason, is_unapproved, actor
     from audit.entries where flag = $1 and action = 'kill' order by seq`,
    [flag],
  );

/** The numbers of versions and entries differ from run to run. */
const plain = (text: string): string => text.replace(/#[\d,]+/g, '#N').replaceAll(shop.publisher, 'sam');

describe('flagforge kill', () => {
  test('turns a flag off in every environment: one version, one entry and one delivery each', async () => {
    const { code, stdout, stderr } = await kill('checkout', '--reason', 'errors since 14:02');
    expect(plain(stdout)).toBe(
      [
        'checkout serves off in production (audited as #N).',
        'checkout serves off in staging (audited as #N).',
        'Undo: flagforge revive checkout',
        'It stays off over every publish until checkout.yaml says  killed: true  or it is revived.',
        '',
      ].join('\n'),
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(await killedInRedis('production')).toContain('checkout');
    expect(await killedInRedis('staging')).toContain('checkout');
    const state = { subject: 'kill', old_state: null, new_state: '{"flag":"checkout","kind":"kill"}' };
    const who = { actor: `database:${shop.publisher}`, reason: 'errors since 14:02', is_unapproved: false };
    expect(await entries('checkout')).toMatchObject([
      { environment: 'production', version: 2, ...state, ...who },
      { environment: 'staging', version: 2, ...state, ...who },
    ]);
  });

  test('of a flag that is killed already says by whom and why, and writes nothing', async () => {
    await kill('twice', '--environment', 'production', '--reason', 'slow');
    const { code, stdout } = await kill('twice', '--environment', 'production', '--reason', 'again');
    expect(stdout).toMatch(/^twice is killed in production already, since .*Z \(just now\), by database:.*: slow\n$/);
    expect(code).toBe(0);
    expect(await entries('twice')).toHaveLength(1);
  });

  test('of a flag that its file kills says so', async () => {
    const { code, stdout } = await kill('gone', '--environment', 'production', '--reason', 'slow');
    expect([code, stdout]).toEqual([0, 'gone is off in production already: the published file says killed: true.\n']);
    expect(await entries('gone')).toEqual([]);
  });

  test('names the flags that it would turn on, further ones too, and wants --yes where nobody can be asked', async () => {
    const asked = await kill('search-v2', '--environment', 'production', '--reason', "it's slow");
    expect(asked).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'error  FF3023  killing search-v2 would turn on fallback, banner',
        '         fallback  requires search-v2=off  production',
        '         banner    requires fallback=on    production',
        `       nothing was written. To kill it all the same: flagforge kill search-v2 --environment production --reason 'it'\\''s slow' --yes`,
        '',
      ].join('\n'),
    });
    expect(await entries('search-v2')).toEqual([]);
    const json = await kill('search-v2', '--environment', 'production', '--reason', 'slow', '--json');
    expect(json.code).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({
      turnsOn: [
        { flag: 'fallback', requires: 'search-v2=off', environments: ['production'], from: null },
        { flag: 'banner', requires: 'fallback=on' },
      ],
      environments: [],
    });
    const agreed = await kill('search-v2', '--environment', 'production', '--reason', 'slow', '--yes');
    expect(agreed.code).toBe(0);
    expect(agreed.stdout).toContain('Turned on by it:\n  fallback  requires search-v2=off  production\n');
  });

  test('names the flags that go off with it, without asking', async () => {
    const { code, stdout } = await kill('dark-mode', '--environment', 'staging', '--reason', 'slow');
    expect(code).toBe(0);
    expect(stdout).toContain('Turned off with it:\n  filters  requires dark-mode=on  staging\n');
    expect(stdout).toContain('Undo: flagforge revive dark-mode --environment staging\n');
  });

  test('leaves alone what is not killable', async () => {
    const { code, stderr } = await kill('guard', '--reason', 'slow');
    expect(code).toBe(1);
    expect(stderr).toContain('FF3024  guard says killable: false, so it cannot be killed in production');
    expect(await entries('guard')).toEqual([]);
  });

  test.each([
    [['serch-v2', '--reason', 'x'], 'FF3022', 'did you mean "search-v2"?'],
    [['checkout', '--environment', 'prod', '--reason', 'x'], 'FF3021', 'did you mean "production"?'],
    [['checkout'], 'needs a reason', 'flagforge kill checkout --reason "..."'],
    [['checkout', '--reason', '  '], 'needs a reason', '--reason "..."'],
    [['checkout', '--reason', 'x', '--project', 'shop'], 'is no project', '--project <organization>/<project>'],
    [['checkout', '--reason', 'x', '--dir', 'nowhere'], 'there is no flagforge.yaml in nowhere', '--project'],
  ])('refuses %j with the next step', async (words, problem, next) => {
    const { code, stdout, stderr } = await kill(...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(next);
  });

  test('needs neither a clean checkout nor one without mistakes', async () => {
    shop.repository.write({ 'flags/broken.yaml': 'type: [', 'flags/messy.yaml': 'type: nonsense\n' });
    const { code } = await kill('messy', '--environment', 'production', '--reason', 'slow');
    shop.repository.git('checkout', '--', 'flags/messy.yaml');
    shop.repository.write({ 'flags/broken.yaml': null });
    expect(code).toBe(0);
  });

  test('needs no checkout at all where --project names it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flagforge-nowhere-'));
    const env = { ...shop.env };
    const words = ['kill', 'named', '--environment', 'production', '--reason', 'slow'];
    const without = await runHere(folder, words, { env });
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('or the project itself with --project');
    const project = `${shop.organization}/shop`;
    const { code, stdout } = await runHere(folder, [...words, '--project', project], { env, now: Date.now() });
    rmSync(folder, { recursive: true });
    expect(code).toBe(0);
    expect(stdout).toContain(`Undo: flagforge revive named --environment production --project ${project}\n`);
  });

  test('of a project that was never published, or whose name cannot be read, says how to name another one', async () => {
    const other = await kill('checkout', '--reason', 'x', '--project', `${shop.organization}/other`);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain(`FF3020  nothing of ${shop.organization}/other was published`);
    shop.repository.write({ 'flags/flagforge.yaml': 'version: 1\n' });
    const nameless = await kill('checkout', '--reason', 'x');
    shop.repository.git('checkout', '--', 'flags/flagforge.yaml');
    expect(nameless.code).toBe(2);
    expect(nameless.stderr).toContain('FF3034  cannot tell the project from flags/flagforge.yaml');
  });

  test('stays over the next publish, and ends with one whose file says killed: true', async () => {
    await kill('lasting', '--environment', 'production', '--reason', 'slow');
    shop.repository.commit({ 'flags/other.yaml': everywhere() });
    await shop.run(['publish']);
    expect(await killedInRedis('production')).toContain('lasting');
    shop.repository.commit({ 'flags/lasting.yaml': everywhere('killed: true\n') });
    await shop.run(['publish']);
    expect(await killedInRedis('production')).not.toContain('lasting');
    const { stdout } = await kill('lasting', '--environment', 'production', '--reason', 'slow');
    expect(stdout).toContain('the published file says killed: true');
  });

  test('answers with one document of JSON', async () => {
    const { code, stdout } = await kill('json', '--environment', 'production', '--reason', 'slow', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ organization: shop.organization, project: 'shop', flag: 'json', reason: 'slow', turnsOn: [], turnsOff: [] },
      environments: [
        {
          ...{ environment: 'production', outcome: 'killed', serves: 'off', evaluators: null },
          audit: { first: expect.stringMatching(/^\d+$/) },
          targets: [{ target: 'redis', document: 'snapshot', outcome: 'written' }],
        },
      ],
    });
  });

  test('waits until the evaluators that report say so', async () => {
    const { evaluators, bell } = layoutOf('staging');
    const subscriber = redis.duplicate();
    await subscriber.subscribe(bell);
    const report = (version: number, hash: string): string =>
      JSON.stringify({ host: 'web-1', version, hash, commit: null, at: Date.now(), auditHead: null, refused: 0 });
    await redis.hset(evaluators, 'e1', report(1, 'old'), 'e2', report(1, 'old'));
    subscriber.on('message', (_, message: string) => {
      const [, version = '', hash = ''] = message.split(' ');
      void redis.hset(evaluators, 'e1', report(Number(version), hash), 'e2', report(Number(version), hash));
    });
    const { code, stdout } = await kill('json', '--environment', 'staging', '--reason', 'slow');
    subscriber.disconnect();
    await redis.del(evaluators);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^json serves off in staging on 2 of 2 evaluators after 0\.\d s \(audited as #\d+\)\.\n/);
  });

  test('is off at every evaluator within a second, as they say themselves', async () => {
    const address = parseRedisAddress(inject('stores').redisUrl);
    if ('problem' in address) throw new Error(address.problem);
    const evaluators = [1, 2, 3].map(() =>
      createStoreSources({
        project: { organization: shop.organization, project: 'shop' },
        redis: { address, certificates: { ca: null, cert: null, key: null } },
        ...{ environments: ['production'], postgres: null, stateFolder: null, publicKeys: [] },
        // Only the bell can be that quick.
        timings: { redisMs: 60_000, redisUnwellMs: 60_000 },
      }),
    );
    const answers = () =>
      evaluators.map(({ snapshots }) => {
        const snapshot = snapshots.current('production')?.snapshot as Snapshot | undefined;
        return snapshot === undefined ? null : createEvaluator(snapshot).evaluate('quick', {}, Date.now()).reason;
      });
    try {
      await Promise.all(evaluators.map(({ snapshots }) => snapshots.start()));
      await vi.waitFor(() => expect(answers()).toEqual(['default', 'default', 'default']), 5_000);
      await vi.waitFor(async () => expect(await redis.hlen(layoutOf('production').evaluators)).toBe(3), 5_000);
      const { stdout } = await kill('quick', '--environment', 'production', '--reason', 'slow');
      expect(stdout).toMatch(
        /^quick serves off in production on 3 of 3 evaluators after 0\.\d s \(audited as #\d+\)\.\n/,
      );
      expect(answers()).toEqual(['killed', 'killed', 'killed']);
    } finally {
      await Promise.all(evaluators.map(({ snapshots }) => snapshots.close()));
      await redis.del(layoutOf('production').evaluators);
    }
  });

  test('is written also while Redis is down, which is said, and finished by publish --resume', async () => {
    const words = ['kill', 'with-redis-down', '--environment', 'production', '--reason', 'slow'];
    const { code, stdout, stderr } = await shop.run(words, { REDIS_URL: 'redis://127.0.0.1:1' });
    expect(code).toBe(3);
    expect(stdout).toContain('with-redis-down serves off in production (audited as #');
    expect(stderr).toContain('FF3121  cannot reach Redis at 127.0.0.1:1');
    expect(stderr).toContain('Finish with: flagforge publish --resume');
    expect(await killedInRedis('production')).not.toContain('with-redis-down');
    expect((await shop.run(['publish', '--resume'])).code).toBe(0);
    expect(await killedInRedis('production')).toContain('with-redis-down');
  });

  test('two at once are two versions, and neither is lost', async () => {
    const results = await Promise.all([
      kill(MANY[0] ?? '', '--environment', 'staging', '--reason', 'a'),
      kill(MANY[1] ?? '', '--environment', 'staging', '--reason', 'b'),
    ]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(await killedInRedis('staging')).toEqual(expect.arrayContaining([MANY[0], MANY[1]]));
  });
});

describe('the limit of kills', () => {
  test('counts those of one login in an environment within an hour, and says when the next is possible', async () => {
    const login = await shop.database.createLogin('publisher', shop.organization);
    const env = { DATABASE_URL: shop.database.urlOf(login), REDIS_URL: '' };
    const words = (flag: string): string[] => ['kill', flag, '--environment', 'production', '--reason', 'x'];
    for (const flag of MANY.slice(1)) expect((await shop.run(words(flag), env)).code).toBe(0);
    const refused = await shop.run(words(MANY[0] ?? ''), env);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /FF3027 {2}database:\w+ has killed 20 flags in production within the last hour; more is refused\n +the next one is possible at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\. .*flagforge rollback/,
    );
    const other = await shop.run(words(MANY[0] ?? ''), { REDIS_URL: '' });
    expect(other.code).toBe(0);
  });

  test('entries that another login writes in the name of one use up none of its kills', async () => {
    const place = await createPublishPlace({ 'flags/a.yaml': everywhere() }, ENVIRONMENTS);
    try {
      expect((await place.run(['publish'])).code).toBe(0);
      await place.database.query(`insert into flagforge.organization_logins values ('postgres', $1)`, [
        place.organization,
      ]);
      await place.database.query(
        `insert into audit.entries (organization, project, environment, version, action, subject, flag, new_state, compiler, actor)
         select $1, 'shop', 'production', 2, 'kill', 'kill', 'f' || n, '{}', 'flagforge', $2 from generate_series(1, 50) n`,
        [place.organization, `database:${place.publisher}`],
      );
      expect((await place.run(['kill', 'a', '--environment', 'production', '--reason', 'x', '--yes'])).code).toBe(0);
    } finally {
      await place.remove();
    }
  });
});

describe('who may kill', () => {
  test('those with a role of the environment, by the published policy; a refusal names the roles', async () => {
    const place = await createPublishPlace(
      { 'flags/a.yaml': everywhere(), 'flags/b.yaml': everywhere() },
      ENVIRONMENTS,
    );
    try {
      const config = [
        'environments: { staging: { approvals: 0 }, production: { approvals: 0, breakGlass: [admin] } }',
        `people: [{ name: Sam Ortiz, database: ${place.publisher}, email: [sam@acme.com] }]`,
        `access: [{ who: "database:${place.publisher}", role: admin, environments: [production] }]`,
        '',
      ].join('\n');
      place.repository.commit({ 'flags/flagforge.yaml': projectFile(place.organization, config) });
      expect((await place.run(['publish'])).code).toBe(0);
      // What is on the disk gives nobody anything.
      place.repository.write({ 'flags/flagforge.yaml': projectFile(place.organization, ENVIRONMENTS) });
      const own = await place.run(['kill', 'a', '--reason', 'x']);
      expect(own.code).toBe(1);
      expect(own.stdout).toContain('a serves off in production (audited as');
      expect(own.stderr).toContain(
        `FF3025  Sam Ortiz (database:${place.publisher}) may not kill a in staging: that needs break-glass\n       it is for admin of this environment`,
      );
      const login = await place.database.createLogin('publisher', place.organization);
      const other = await place.run(['kill', 'b', '--environment', 'production', '--reason', 'x'], {
        DATABASE_URL: place.database.urlOf(login),
      });
      expect([other.code, other.stdout]).toEqual([1, '']);
      expect(other.stderr).toContain(`FF3025  database:${login} may not kill b in production`);
    } finally {
      await place.remove();
    }
  });
});

describe('signatures', () => {
  test('a kill signs as a publish does, and without the key it is refused', async () => {
    const place = await createPublishPlace({ 'flags/a.yaml': everywhere() }, ENVIRONMENTS);
    try {
      const { privateKey } = generateKeyPairSync('ed25519');
      const key = { FLAGFORGE_SIGNING_KEY: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
      await place.run(['publish'], key);
      const words = ['kill', 'a', '--environment', 'production', '--reason', 'x'];
      const unsigned = await place.run(words);
      expect(unsigned.code).toBe(2);
      expect(unsigned.stderr).toContain('FF3010');
      expect((await place.run(words, key)).code).toBe(0);
      const [row] = await place.database.query<{ body: string }>(
        "select body from flagforge.snapshots where environment = 'production' and version = 2",
      );
      expect(JSON.parse(row?.body ?? '{}')).toMatchObject({
        signature: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/),
      });
    } finally {
      await place.remove();
    }
  });
});

test('a stored snapshot that somebody changed is not built upon', async () => {
  const place = await createPublishPlace({ 'flags/a.yaml': everywhere() }, ENVIRONMENTS);
  try {
    await place.run(['publish']);
    await place.database.query('alter table flagforge.snapshots disable trigger all');
    await place.database.query(
      `update flagforge.snapshots set body = replace(body, '"enabled":true', '"enabled":false')
       where environment = 'production'`,
    );
    const { code, stderr } = await place.run(['kill', 'a', '--environment', 'production', '--reason', 'x']);
    expect(code).toBe(1);
    expect(stderr).toContain('FF3009');
  } finally {
    await place.remove();
  }
});
