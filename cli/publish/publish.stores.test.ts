import { generateKeyPairSync } from 'node:crypto';
import { storeLayout } from '@flagforge/sdk/snapshot';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { booleanFlag, createPublishPlace, type PublishPlace, projectFile } from '../testing/publish-place.ts';

let place: PublishPlace;
let redis: Redis;

beforeEach(async () => {
  place = await createPublishPlace({ 'flags/a.yaml': booleanFlag('off'), 'flags/b.yaml': booleanFlag('off') });
  redis = new Redis(inject('stores').redisUrl);
});
afterEach(async () => {
  redis.disconnect();
  await place.remove();
});

const publish = (...words: string[]) => place.run(['publish', ...words]);

/** What Postgres, as an evaluator sees it, and Redis say of production. */
async function served() {
  const [row] = await place.database.query<{ version: number; body: string }>(
    `select version, body from flagforge.snapshots s join flagforge.environments e using (organization, project, environment, version)
     where environment = 'production'`,
  );
  const layout = storeLayout({ organization: place.organization, project: 'shop', environment: 'production' });
  return { version: row?.version ?? 0, body: row?.body ?? null, redis: await redis.hget(layout.snapshot, 'body') };
}

const entries = (where = 'true') =>
  place.database.query<{
    version: number;
    action: string;
    subject: string;
    flag: string | null;
    actor: string;
    reason: string | null;
    is_unapproved: boolean;
  }>(
    `select version, action, subject, flag, actor, reason, is_unapproved from audit.entries
     where environment = 'production' and ${where} order by seq`,
  );

describe('a commit', () => {
  test('is published to every environment: Postgres, audit log and Redis say the same', async () => {
    const { code, stdout } = await publish();
    expect(stdout).toMatch(/^development {2}nothing -> v1 {2}commit [0-9a-f]{7} {2}2 flags changed \(a, b\)$/m);
    expect(stdout).toMatch(/Redis +v1 +read back/);
    expect(code).toBe(0);
    const { version, body, redis: copy } = await served();
    expect(version).toBe(1);
    expect(copy).toBe(body);
    expect(await entries()).toMatchObject([
      { subject: 'environment', flag: null, action: 'publish', actor: `database:${place.publisher}` },
      { subject: 'flag', flag: 'a' },
      { subject: 'flag', flag: 'b' },
    ]);
    const waiting = await place.database.query(
      "select 1 from flagforge.outbox where done_at is null and target = 'redis'",
    );
    expect(waiting).toEqual([]);
  });

  test('that changes one flag says what, in a dry run and then in earnest', async () => {
    await publish();
    place.repository.commit({ 'flags/a.yaml': booleanFlag('on') });
    const dry = await publish('--dry-run');
    expect(dry.stdout).toContain('  a  default: off -> on\n');
    expect(dry.stdout).toContain('Dry run: nothing was written.');
    expect((await served()).version).toBe(1);
    const { stdout, code } = await publish('--verbose');
    expect(stdout).toMatch(/^production +v1 -> v2 .* 1 flag changed \(a\)$/m);
    expect(stdout).toMatch(/^development +v1 .*nothing to do$/m);
    expect(stdout).toContain('  a  default: off -> on\n');
    expect(code).toBe(0);
    expect(await entries('version = 2')).toMatchObject([{ subject: 'flag', flag: 'a' }]);
  });

  test('of which nothing is new is noted as the newest one, without a version', async () => {
    await publish();
    const commit = place.repository.commit({ 'README.md': 'about' });
    expect((await publish()).code).toBe(0);
    const rows = await place.database.query('select version, commit, tip from flagforge.environments');
    expect(rows).toMatchObject([
      { version: 1, tip: commit },
      { version: 1, tip: commit },
    ]);
    expect((await entries()).length).toBe(3);
  });

  test('that does not descend from the published one is refused: a late job of an older commit', async () => {
    const first = place.repository.git('rev-parse', 'HEAD');
    place.repository.commit({ 'flags/a.yaml': booleanFlag('on') });
    await publish();
    const late = await publish('--commit', first);
    expect(late.code).toBe(1);
    expect(late.stderr).toContain('FF3001');
    place.repository.git('checkout', '--quiet', '-b', 'side', first);
    place.repository.commit({ 'flags/b.yaml': booleanFlag('on') });
    expect((await publish()).stderr).toContain('does not descend from it');
    expect((await served()).version).toBe(1);
  });

  test('with mistakes is not published, and its findings are shown', async () => {
    place.repository.commit({ 'flags/a.yaml': booleanFlag('off').replace('default: off', 'default: of') });
    const { code, stderr } = await publish();
    expect(code).toBe(1);
    expect(stderr).toContain('variant "of" is not defined by this flag');
    expect((await served()).version).toBe(0);
  });

  test('can be any that git knows; HEAD wants files that are committed', async () => {
    place.repository.write({ 'flags/a.yaml': booleanFlag('on') });
    const dirty = await publish();
    expect(dirty.code).toBe(2);
    expect(dirty.stderr).toContain('a.yaml');
    expect((await publish('--commit', 'HEAD')).code).toBe(0);
    expect((await publish('--commit', 'nowhere')).code).toBe(2);
  });

  test('goes only where it is told to, and only on top of the version that is expected', async () => {
    expect((await publish('--environment', 'production', '--expect-version', '1')).stderr).toContain('FF3003');
    const { code, stdout } = await publish('--environment', 'production', '--expect-version', '0', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      environments: [{ environment: 'production', outcome: 'published', before: 0, version: 1 }],
    });
    expect(await place.database.query('select environment from flagforge.environments')).toHaveLength(1);
    expect((await publish('--expect-version', '1')).code).toBe(2);
    expect((await publish('--environment', 'prodution')).stderr).toContain('did you mean --environment production?');
  });
});

test('tables for SQL follow what is served, flag by flag', async () => {
  const rules = `environments:\n  production:\n    enabled: true\n    rules:\n      - { name: staff, if: email ends_with "@acme.com", serve: on }\n      - { if: age > 17, rollout: 10% }\n`;
  const json = `type: json\noff: none\nkind: permanent\nowner: x\ndescription: x\nvariants: { none: "", nul: { text: "a\\0b", "k\\0": 1 } }\n`;
  place.repository.commit({
    'flags/a.yaml': booleanFlag('off').replace(/environments:.*/s, rules),
    'flags/nul.yaml': json,
  });
  expect((await publish()).stderr).toBe('');
  const flags = () =>
    place.database.query(
      `select flag, enabled, killed, version, variants::text from flagforge.feature_flags where environment = 'production' order by flag`,
    );
  const ruleRows = () =>
    place.database.query(
      `select flag, priority, name, serve, rollout is not null as split from flagforge.targeting_rules where environment = 'production' order by flag, priority`,
    );
  expect(await flags()).toMatchObject([{ flag: 'a', version: 1 }, { flag: 'b' }, { flag: 'nul' }]);
  // The snapshot keeps what JSONB cannot hold.
  expect((await flags())[2]?.variants).toContain('a\ufffdb');
  expect((await served()).body).toContain('a\\u0000b');
  expect(await ruleRows()).toEqual([
    { flag: 'a', priority: 1, name: 'staff', serve: 'on', split: false },
    { flag: 'a', priority: 2, name: null, serve: null, split: true },
  ]);
  place.repository.commit({ 'flags/a.yaml': booleanFlag('on', 'killed: true\n'), 'flags/nul.yaml': null });
  await publish();
  expect(await flags()).toMatchObject([
    { flag: 'a', version: 2, killed: true },
    { flag: 'b', version: 1 },
  ]);
  expect(await ruleRows()).toEqual([]);
});

describe('approvals', () => {
  beforeEach(() => {
    const people = `people:\n  - { name: Sam Ortiz, github: sam, database: ${place.publisher} }\n`;
    const access = 'access:\n  - { who: "github:sam", role: admin, environments: [production] }\n';
    const config = `environments: { development: { approvals: 0 }, staging: { approvals: 1 }, production: { approvals: 2, breakGlass: [admin] } }\n${people}${access}`;
    place.repository.commit({ 'flags/flagforge.yaml': projectFile(place.organization, config) });
  });

  test('that nobody gave refuse an environment, and no other', async () => {
    const { code, stdout, stderr } = await publish();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^development +nothing -> v1/m);
    expect(stdout).toMatch(/^production +nothing .* refused$/m);
    expect(stderr).toMatch(
      /production asks for 2 approvals \(editor or admin\) of what changes it.*\n +[0-9a-f]{7}: it came to the branch without a change request/,
    );
  });

  test('are not needed by break-glass, which is shown for what it is', async () => {
    const { code, stdout, stderr } = await publish('--unapproved', '--reason', 'search is down');
    expect(code).toBe(1);
    expect(stderr).toContain('FF4051  --unapproved needs the role admin in staging');
    expect(stdout).toMatch(/UNAPPROVED +by break-glass: search is down/);
    expect(await entries()).toMatchObject(
      Array.from({ length: 3 }, () => ({ is_unapproved: true, reason: 'search is down' })),
    );
  });

  test('cannot be given away by the commit that needs them', async () => {
    await publish('--environment', 'production', '--unapproved', '--reason', 'x');
    place.repository.commit({
      'flags/flagforge.yaml': projectFile(place.organization),
      'flags/a.yaml': booleanFlag('on'),
    });
    expect((await publish('--environment', 'production')).stderr).toContain('asks for 2 approvals');
    // Nor by one that changes nothing else.
    place.repository.commit({ 'flags/a.yaml': booleanFlag('off') });
    expect((await publish('--environment', 'production')).stderr).toContain('asks for 2 approvals');
  });

  test('--unapproved wants a reason', async () => {
    expect((await publish('--unapproved')).code).toBe(2);
  });
});

describe('a signed environment', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const FLAGFORGE_SIGNING_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test('stays signed', async () => {
    await place.run(['publish'], { FLAGFORGE_SIGNING_KEY });
    expect(JSON.parse((await served()).body ?? '{}')).toMatchObject({
      signature: expect.stringMatching(/^[\w+/]{86}==$/),
    });
    place.repository.commit({ 'flags/a.yaml': booleanFlag('on') });
    const unsigned = await publish();
    expect(unsigned).toMatchObject({ code: 2, stderr: expect.stringContaining('FF3010') });
    expect((await served()).version).toBe(1);
    expect((await place.run(['publish'], { FLAGFORGE_SIGNING_KEY })).code).toBe(0);
  });
});

describe('a target', () => {
  const key = () =>
    storeLayout({ organization: place.organization, project: 'shop', environment: 'production' }).snapshot;

  test('that lost its data gets it back from --resume, and from the next publish', async () => {
    await publish();
    for (const words of [['--resume'], []]) {
      await redis.del(key());
      expect((await publish(...words)).code).toBe(0);
      const { body, redis: copy } = await served();
      expect(copy).toBe(body);
    }
    expect((await publish('--resume')).stdout).toContain('Everything was in order.');
  });

  test('that is ahead of Postgres raises an alarm and is left alone', async () => {
    await publish();
    await redis.hset(key(), { version: '999', hash: 'f00', body: '{"version":999}' });
    for (const words of [['--resume'], []]) {
      const { code, stderr } = await publish(...words);
      expect(code).toBe(1);
      expect(stderr).toMatch(/FF3012 {2}redis at .* holds v999 of production, and Postgres is at v1/);
    }
    place.repository.commit({ 'flags/a.yaml': booleanFlag('on') });
    const published = await publish();
    expect(published.code).toBe(1);
    expect(published.stdout).toMatch(/Postgres +v2 +written/);
    expect(await redis.hget(key(), 'version')).toBe('999');
  });

  test('that is damaged under the same version is mended', async () => {
    await publish();
    const body = await redis.hget(key(), 'body');
    await redis.hset(key(), 'body', body?.slice(0, 100) ?? '');
    expect((await publish('--resume')).code).toBe(0);
    expect((await served()).redis).toBe(body);
  });

  test('that is down leaves the truth written, and says how to finish', async () => {
    const down = await place.run(['publish'], { REDIS_URL: 'redis://127.0.0.1:1' });
    expect(down).toMatchObject({ code: 3, stderr: expect.stringContaining('flagforge publish --resume') });
    expect(await served()).toMatchObject({ version: 1, redis: null });
    expect((await publish('--resume')).code).toBe(0);
    const { body, redis: copy } = await served();
    expect(copy).toBe(body);
  });
});

test('what somebody changed in Postgres is not published over', async () => {
  await publish();
  await place.database.query(`begin; alter table flagforge.snapshots disable trigger all;
    update flagforge.snapshots set body = replace(body, '"enabled":true', '"enabled":false'); commit`);
  place.repository.commit({ 'flags/a.yaml': booleanFlag('on') });
  const { code, stderr } = await publish('--environment', 'production');
  expect(code).toBe(1);
  expect(stderr).toContain('FF3009');
  // Nor is it put over a good copy.
  expect((await publish('--resume')).stderr).toContain('FF3009');
  const { body, redis: copy } = await served();
  expect(body).toContain('"enabled":false');
  expect(copy).toContain('"enabled":true');
});

test('a project of flagforge dev is not published over', async () => {
  await publish();
  await place.database.query("update flagforge.projects set origin = 'dev'");
  place.repository.commit({ 'flags/a.yaml': booleanFlag('on') });
  expect((await publish()).stderr).toContain('was made by flagforge dev');
  expect((await served()).version).toBe(1);
});

test('a snapshot of more than 5 MB passes, with a warning', async () => {
  const units = (list: number): string =>
    Array.from({ length: 40_000 }, (_, index) => `unit-${list}-${String(index).padStart(14, '0')}`).join('\n');
  const files = Object.fromEntries(
    Array.from({ length: 6 }, (_, list) => [
      [`flags/segments/s${list}.yaml`, `description: x\nincludeFile: s${list}.txt\n`],
      [`flags/segments/s${list}.txt`, units(list)],
      [
        `flags/f${list}.yaml`,
        booleanFlag('off').replace(/default: off/, `rules: [{ if: 'segment "s${list}"', serve: on }]`),
      ],
    ]).flat(),
  );
  place.repository.commit(files);
  const { code, stderr } = await publish('--environment', 'production');
  expect(code).toBe(0);
  expect(stderr).toMatch(/warning {2}FF3006 {2}the snapshot of production is \d\.\d MB/);
  const { body, redis: copy } = await served();
  expect(copy).toBe(body);
});
