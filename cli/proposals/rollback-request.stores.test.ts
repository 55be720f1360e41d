import { afterEach, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../forge/testing/start-github.ts';
import { createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';

const flag = (production: string, more = ''): string =>
  `description: A flag\nowner: team\nkind: permanent\ntype: boolean\n${more}environments:\n  # tried out here\n  staging: { enabled: true, default: on }\n  production: ${production}\n`;

const CONFIG = 'environments: { staging: { approvals: 0 }, production: { approvals: 0 } }\n';
const OFF = '{ enabled: true, default: off } # as agreed';
const ON = '{ enabled: true, default: on } # as agreed';

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Place {
  readonly shop: PublishPlace;
  readonly github: GitHubStandIn;
  rollBack(...words: string[]): ReturnType<PublishPlace['run']>;
  /** A file as the request has it; null: it is gone. */
  fileOf(number: number, path: string): Promise<string | null>;
}

/** Version 1 of each environment is published from the first files, version 2 from the second ones. */
async function createPlace(
  first: Readonly<Record<string, string>>,
  second: Readonly<Record<string, string | null>>,
): Promise<Place> {
  const shop = await createPublishPlace(first, CONFIG);
  cleanUps.push(() => shop.remove());
  expect((await shop.run(['publish'])).code).toBe(0);
  shop.repository.commit(second);
  expect(await shop.run(['publish'])).toMatchObject({ code: 0, stderr: '' });
  const github = await startGitHub({ from: shop.repository.root });
  cleanUps.push(() => github.close());
  const words = ['rollback', '--to', '1', '--environment', 'production', '--reason', 'checkout fails', '--yes'];
  return {
    ...{ shop, github },
    rollBack: (...more) => shop.run([...words, ...more], github.env),
    fileOf: (number, path) =>
      github.git('show', `${github.pull(number).head}:${path}`).then(
        (text) => `${text}\n`,
        () => null,
      ),
  };
}

test('opens the request that reverts what was withdrawn, and only that; published, it ends the hold', async () => {
  const { shop, github, rollBack, fileOf } = await createPlace(
    { 'flags/a.yaml': flag(OFF), 'flags/b.yaml': flag(OFF) },
    { 'flags/a.yaml': flag(ON).replace('staging: { enabled: true', 'staging: { enabled: false') },
  );
  const { code, stdout, stderr } = await rollBack();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(
    'Opened request #1 to revert it in git. Merged and published, it ends the hold; so does: flagforge rollback --release',
  );
  // Another environment keeps what was changed for it, and the comment its line.
  expect(await fileOf(1, 'flags/a.yaml')).toBe(
    flag(OFF).replace('staging: { enabled: true', 'staging: { enabled: false'),
  );
  const { title, body } = github.pull(1);
  expect(title).toBe('Roll production back to v1');
  expect(body).toContain('- `a`: default: on \\-\\> off');
  expect(body).toContain('**Why:** checkout fails');
  shop.repository.git('pull', '--quiet', '--no-rebase', github.repository, await github.pull(1).branch);
  const published = await shop.run(['publish', '--environment', 'production']);
  expect(published).toMatchObject({ code: 0 });
  const status = JSON.parse((await shop.run(['status', '--json'])).stdout) as {
    environments: { environment: string; overlays: { hold: unknown } }[];
  };
  expect(status.environments.find(({ environment }) => environment === 'production')?.overlays.hold).toBeNull();
});

test('flags that came go, flags that went come back, segments and shared settings too', async () => {
  const first = {
    'flags/old.yaml': flag(ON),
    'flags/old.test.yaml': 'tests:\n  - { name: on, environment: production, context: {}, expect: { variant: on } }\n',
    'flags/kept.yaml': flag('{ enabled: true, rules: [{ if: segment "beta", serve: on }] }', 'client: true\n'),
    'flags/segments/beta.yaml': '# who asked for it\ndescription: beta\nincludeFile: beta.txt\n',
    'flags/segments/beta.txt': 'u-1\nu-2\n',
  };
  const { rollBack, fileOf, github } = await createPlace(first, {
    'flags/old.yaml': null,
    'flags/old.test.yaml': null,
    'flags/new.yaml': flag(ON),
    'flags/kept.yaml': first['flags/kept.yaml'].replace('client: true\n', ''),
    'flags/segments/beta.txt': 'u-1\nu-2\nu-3\n',
  });
  const { stdout } = await rollBack('--json');
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'rolled back', request: { number: 1, isNew: true } });
  expect(github.pull(1).body).toContain('taken out, for every environment: `new.yaml`');
  expect(await fileOf(1, 'flags/new.yaml')).toBeNull();
  for (const [path, text] of Object.entries(first)) expect(await fileOf(1, path)).toBe(text);
});

test('a group is reverted in flagforge.yaml, by edits of it', async () => {
  const config = (organization: string, percent: number): string =>
    `version: 1\norganization: ${organization}\nproject: shop\nunit: userId\n${CONFIG}# one at a time\ngroups: { g: { slots: [{ flag: a, percent: ${percent} }] } } # half\n`;
  const shop = await createPublishPlace({ 'flags/a.yaml': flag(ON) }, CONFIG);
  cleanUps.push(() => shop.remove());
  shop.repository.commit({ 'flags/flagforge.yaml': config(shop.organization, 50) });
  await shop.run(['publish']);
  shop.repository.commit({ 'flags/flagforge.yaml': config(shop.organization, 10) });
  await shop.run(['publish']);
  const github = await startGitHub({ from: shop.repository.root });
  cleanUps.push(() => github.close());
  const words = ['rollback', '--to', '1', '--environment', 'production', '--reason', 'x', '--yes'];
  expect((await shop.run(words, github.env)).code).toBe(0);
  expect(`${await github.git('show', `${github.pull(1).head}:flags/flagforge.yaml`)}\n`).toBe(
    config(shop.organization, 50),
  );
});

test('without a forge it says what to do, as ever; and nothing is opened where nothing is wanted', async () => {
  const { rollBack, github } = await createPlace({ 'flags/a.yaml': flag(OFF) }, { 'flags/a.yaml': flag(ON) });
  const { stdout } = await rollBack('--no-request');
  expect(stdout).toContain('Merge a revert and publish it, which\nends the hold; or end it with: flagforge rollback');
  expect(github.heard).toEqual([]);
});
