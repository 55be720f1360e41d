import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { booleanFlag, createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';

const CONFIG = 'environments: { production: { approvals: 0 } }\n';
const GUARDED = 'environments: { production: { approvals: 1, breakGlass: [admin] } }\n';

let shop: PublishPlace;
/** The ids of the commits, in their order. */
let commits: string[];

/** Two versions of production, from two commits: the second turns a off. */
async function begin(): Promise<void> {
  shop = await createPublishPlace({ 'flags/a.yaml': booleanFlag('on'), 'flags/b.yaml': booleanFlag('on') }, CONFIG);
  commits = [shop.repository.git('rev-parse', 'HEAD')];
  await run('publish');
  await publish({ 'flags/a.yaml': booleanFlag('off') });
}

const run = (...words: string[]) => shop.run(words);
const rollBack = (version: string, ...more: string[]) =>
  run('rollback', '--to', version, '--environment', 'production', '--reason', 'checkout fails', ...more);

async function publish(files: Readonly<Record<string, string>>, ...words: string[]) {
  commits.push(shop.repository.commit(files));
  return run('publish', ...words);
}

const served = async () => {
  const [row] = await shop.database.query<Record<string, unknown>>(
    `select s.version, s.action, s.commit, s.tip, s.content_hash, s.directory, s.is_unapproved, s.reason, s.body
     from flagforge.snapshots s join flagforge.environments using (organization, project, environment, version)`,
  );
  const { body, ...rest } = row ?? {};
  return { ...rest, overlays: (JSON.parse(String(body)) as { overlays: unknown }).overlays };
};

const short = (commit: string | undefined): string => (commit ?? '').slice(0, 7);
const plain = (text: string): string =>
  text
    .replace(/#[\d,]+/g, '#N')
    .replaceAll(shop.publisher, 'sam')
    .replace(/back in [\d.]+ m?s/, 'back in N ms');

describe('where nobody needs to agree', () => {
  beforeEach(begin);
  afterEach(() => shop.remove());

  test('shows what changes back and wants --yes where nobody can be asked', async () => {
    const { code, stdout, stderr } = await rollBack('1');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      [
        'error  FF3033  production would go back to v1: 1 flag changes back',
        '         a  default: off -> on',
        `       nothing was written. To go back: flagforge rollback --to 1 --environment production --reason 'checkout fails' --yes`,
        '',
      ].join('\n'),
    );
    expect(await served()).toMatchObject({ version: 2 });
  });

  test('serves the older content as a new version: same hash, its commit, the newest one as tip, and a hold', async () => {
    const [first] = await shop.database.query<{ content_hash: string }>(
      'select content_hash from flagforge.snapshots where version = 1',
    );
    const { code, stdout, stderr } = await rollBack('v1', '--yes');
    expect(plain(stdout)).toBe(
      [
        `production  v2 back to the content of v1 (commit ${short(commits[0])}, just now by database:sam): 1 flag changes back`,
        '  a  default: off -> on',
        '  Postgres  v3  written, audited as #N to #N',
        '  Redis     v3  read back in N ms',
        `Held: publish refuses what would bring ${short(commits[1])} back. Merge a revert and publish it, which`,
        'ends the hold; or end it with: flagforge rollback --release --environment production',
        '',
      ].join('\n'),
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(await served()).toMatchObject({
      ...{ version: 3, action: 'rollback', commit: commits[0], tip: commits[1], directory: 'flags' },
      ...{ content_hash: first?.content_hash, is_unapproved: false, reason: 'checkout fails' },
      overlays: [{ kind: 'hold', commit: commits[1], version: 2 }],
    });
    const entries = await shop.database.query(
      'select subject, flag, action, commit, reason from audit.entries where version = 3 order by seq',
    );
    const common = { action: 'rollback', commit: commits[0], reason: 'checkout fails' };
    expect(entries).toEqual([
      { subject: 'flag', flag: 'a', ...common },
      { subject: 'hold', flag: null, ...common },
    ]);
  });

  test('the next unrelated merge is refused, a revert passes and ends the hold', async () => {
    await rollBack('1', '--yes');
    const unrelated = await publish({ 'flags/b.yaml': booleanFlag('off') });
    expect(unrelated.code).toBe(1);
    expect(unrelated.stderr).toContain('FF3005');
    const revert = await publish({ 'flags/a.yaml': booleanFlag('on') });
    expect(revert.code).toBe(0);
    expect(await served()).toMatchObject({ version: 4, tip: commits.at(-1), overlays: [] });
  });

  test('--release ends the hold with a version of the same content; then the change may come back', async () => {
    await rollBack('1', '--yes');
    const before = await served();
    const { code, stdout } = await run('rollback', '--release', '--environment', 'production');
    expect(code).toBe(0);
    expect(plain(stdout)).toBe(
      [
        `production  the hold since v3 is released: the next publish may bring back what was withdrawn (${short(commits[1])})`,
        '  Postgres  v4  written, audited as #N',
        '  Redis     v4  read back in N ms',
        '',
      ].join('\n'),
    );
    expect(await served()).toMatchObject({ ...before, version: 4, action: 'release', reason: null, overlays: [] });
    const again = await run('rollback', '--release', '--environment', 'production');
    expect([again.code, again.stdout]).toEqual([0, 'production is not held: nothing to do.\n']);
    expect((await run('publish')).code).toBe(0);
    expect(await served()).toMatchObject({ version: 5, commit: commits[1] });
  });

  test('kills stay, and the only environment need not be named', async () => {
    await run('kill', 'b', '--reason', 'slow');
    const { code, stdout } = await run('rollback', '--to', '1', '--reason', 'x', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('Kills stay: b\n');
    expect(await served()).toMatchObject({
      overlays: [
        { kind: 'hold', version: 3 },
        { kind: 'kill', flag: 'b' },
      ],
    });
  });

  test('a second one keeps to what the first withdrew; going back to that ends the hold', async () => {
    await publish({ 'flags/b.yaml': booleanFlag('off') });
    await rollBack('2', '--yes');
    await rollBack('1', '--yes');
    expect(await served()).toMatchObject({ version: 5, overlays: [{ kind: 'hold', commit: commits[2], version: 3 }] });
    const { stdout } = await rollBack('3', '--yes');
    expect(stdout).toContain('This is what the newest published commit says, so the hold ends.');
    expect(await served()).toMatchObject({ version: 6, commit: commits[2], overlays: [] });
  });

  test('a flag that the published files kill is named where the older ones do not', async () => {
    await publish({ 'flags/b.yaml': booleanFlag('on', 'killed: true\n') });
    const { stderr } = await rollBack('1');
    expect(stderr).toContain('The published files kill b, v1 does not: no longer killed.');
  });

  test('answers with one document of JSON, while it asks too', async () => {
    const asked = await rollBack('1', '--json');
    expect(asked.code).toBe(2);
    expect(JSON.parse(asked.stdout)).toMatchObject({ outcome: 'asks', changes: [{ subject: 'flag', name: 'a' }] });
    const done = await rollBack('1', '--json', '--yes');
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({
      ...{ outcome: 'rolled back', before: 2, version: 3, unapproved: false, hold: { commit: commits[1], version: 2 } },
      restored: { version: 1, commit: commits[0] },
      changes: [{ subject: 'flag', name: 'a', lines: ['default: off -> on'] }],
    });
  });
});

describe('what is refused', () => {
  beforeAll(async () => {
    await begin();
    await run('kill', 'b', '--reason', 'slow');
  });
  afterAll(() => shop.remove());

  test('without --to it lists what there is to go back to', async () => {
    const { code, stderr } = await run('rollback');
    expect(code).toBe(2);
    expect(plain(stderr)).toBe(
      [
        'error  to which version should production go back?',
        '       give it with --to; the newest are:',
        `       v3  kill     ${short(commits[1])}  just now  database:sam  slow`,
        `       v2  publish  ${short(commits[1])}  just now  database:sam`,
        `       v1  publish  ${short(commits[0])}  just now  database:sam`,
        '',
      ].join('\n'),
    );
  });

  test.each([
    [['--to', '9', '--reason', 'x'], 'FF3029  production has no version v9; it is at v3', 'v1  publish'],
    [['--to', '3', '--reason', 'x'], 'FF3030  production serves v3 already', 'an earlier version'],
    [['--to', '2', '--reason', 'x'], 'FF3031  v2 of production has the same content as v3', 'flagforge revive'],
    [['--to', 'one', '--reason', 'x'], '--to "one" is no version', 'such as 41'],
    [['--to', '1'], 'a rollback needs a reason', '--reason "..."'],
    [['--to', '1', '--release'], '--release and --to are two commands', 'first go back'],
    [['--to', '1', '--unapproved', '--reason', 'x'], '--unapproved goes with --release', 'leave --unapproved out'],
    [['--to', '1', '--reason', 'x', '--environment', 'prod'], 'FF3021', 'did you mean "production"?'],
  ])('refuses %j with the next step', async (words, problem, next) => {
    const { code, stdout, stderr } = await run('rollback', ...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(next);
  });
});

describe('where approvals are asked for', () => {
  beforeEach(async () => {
    shop = await createPublishPlace({ 'flags/a.yaml': booleanFlag('on') }, GUARDED);
    commits = [shop.repository.git('rev-parse', 'HEAD')];
    await run('publish', '--unapproved', '--reason', 'first');
    await publish({ 'flags/a.yaml': booleanFlag('off') }, '--unapproved', '--reason', 'second');
  });
  afterEach(() => shop.remove());

  test('what was published unapproved comes back marked so, and status says it', async () => {
    const { code, stdout } = await rollBack('1', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('v1 was published unapproved, by break-glass; so this is marked unapproved too.');
    expect(await served()).toMatchObject({ version: 3, is_unapproved: true });
    expect((await run('status')).stdout).toMatch(/^UNAPPROVED in production: v3, published by break-glass/m);
  });

  test('the release of the hold needs approvals, or break-glass with a reason', async () => {
    await rollBack('1', '--yes');
    const refused = await run('rollback', '--release', '--environment', 'production');
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr: [
        'error  FF3026  to release the hold in production 1 approval is needed (editor or admin), and none is given',
        '       nothing was written. By break-glass (admin): flagforge rollback --release --environment production --unapproved --reason "..."',
        '',
      ].join('\n'),
    });
    const json = await run('rollback', '--release', '--environment', 'production', '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ outcome: 'refused', error: { code: 'FF3026' } });
    const words = ['rollback', '--release', '--environment', 'production', '--unapproved', '--reason', 'fixed'];
    const { code, stdout } = await run(...words, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'released', version: 4, unapproved: true, reason: 'fixed' });
    expect(await served()).toMatchObject({ action: 'release', is_unapproved: true, overlays: [] });
  });
});
