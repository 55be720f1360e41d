/** Publishing asks for the approvals itself: GitHub, played strictly, and a real Postgres. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../forge/testing/start-github.ts';
import { booleanFlag, createPublishPlace, type PublishPlace, projectFile } from '../testing/publish-place.ts';

const PAT = { name: 'Pat Lee', email: 'pat@acme.com' };
const SAM = { name: 'Sam Ortiz', email: 'sam@acme.com' };
const FLAG = 'flags/a.yaml';

let place: PublishPlace;
let github: GitHubStandIn;

const config = (more: { approvals?: string; access?: string } = {}): string =>
  projectFile(
    place.organization,
    `environments:
  development: { approvals: 0 }
  production: { approvals: ${more.approvals ?? '1'} }
people:
  - { name: Pat Lee, github: patlee, database: ${place.publisher}, email: [pat@acme.com] }
  - { name: Sam Ortiz, github: samortiz, email: [sam@acme.com] }
  - { name: Alex Kim, github: alexkim, email: [alex@acme.com] }
access:
  - { who: "github:patlee", role: admin }
  - { who: "github:samortiz", role: editor }
  - { who: "github:alexkim", role: ${more.access ?? 'viewer'} }
`,
  );

beforeEach(async () => {
  place = await createPublishPlace({ [FLAG]: booleanFlag('off'), 'flags/b.yaml': booleanFlag('off') });
  place.repository.commit({ 'flags/flagforge.yaml': config() });
  expect(await place.run(['publish', '--unapproved', '--reason', 'the project begins'])).toMatchObject({ code: 0 });
  github = await startGitHub({ from: place.repository.root, tokenOf: 'patlee' });
  place.repository.git('remote', 'add', 'origin', github.repository);
});
afterEach(async () => {
  await github.close();
  await place.remove();
});

/** What is on the base branch now. */
async function publish(...words: string[]) {
  place.repository.git('fetch', '--quiet', 'origin', 'main');
  place.repository.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
  const run = await place.run(['publish', '--environment', 'production', ...words], github.env);
  return { ...run, text: run.stdout + run.stderr };
}

/** A request by Sam that turns the flag on. */
async function propose(
  files: Readonly<Record<string, string | null>> = { [FLAG]: booleanFlag('on') },
  branch = 'change',
) {
  await github.push(branch, files, { author: SAM, committer: SAM, login: 'samortiz' });
  return github.openPull('samortiz', branch);
}

interface Approved {
  readonly person: string;
  readonly identity: string;
  readonly commit: string;
  readonly request: string;
}

async function recorded(): Promise<{
  readonly approvals: readonly Approved[];
  readonly change_request: string | null;
}> {
  const [row] = await place.database.query<{ approvals: readonly Approved[]; change_request: string | null }>(
    `select approvals, change_request from audit.entries where flag = 'a' order by seq desc limit 1`,
  );
  if (row === undefined) throw new TypeError('there is no entry');
  return row;
}

describe.each(['merge', 'squash', 'rebase'] as const)('a request that was approved and then merged by %s', (method) => {
  test('is published, with who approved which commit of which request', async () => {
    const number = await propose();
    await github.push('change', { 'flags/b.yaml': booleanFlag('on') }, { author: SAM, committer: SAM });
    const head = await github.tip('change');
    await github.approve(number, 'patlee');
    // Whoever approves may also press the button.
    await github.merge(number, 'patlee', method);
    const { code, text } = await publish();
    expect({ code, text }).toMatchObject({
      code: 0,
      text: expect.stringMatching(/approved +Pat Lee on [0-9a-f]{7} \(request #\d+\)/),
    });
    expect(await recorded()).toEqual({
      approvals: [{ person: 'Pat Lee', identity: 'github:patlee', commit: head, request: `#${number}` }],
      change_request: `#${number}`,
    });
    expect(await place.run(['audit', 'verify'], github.env)).toMatchObject({ code: 0 });
  });
});

test('a second publish of the same has nothing to do, and asks nobody', async () => {
  const number = await propose();
  await github.approve(number, 'patlee');
  await github.merge(number, 'patlee');
  await publish();
  const before = github.heard.length;
  expect(await publish()).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') });
  expect(github.heard.length).toBe(before);
});

interface Bypass {
  readonly name: string;
  readonly says: RegExp;
  readonly act: () => Promise<unknown>;
}

const BYPASSES: readonly Bypass[] = [
  {
    name: 'a push to the branch without a request',
    says: /it came to the branch without a change request/,
    act: () => github.push('main', { [FLAG]: booleanFlag('on') }, { author: SAM }),
  },
  {
    name: 'an administrator who merges what nobody approved',
    says: /0 of 1 approval/,
    act: async () => github.merge(await propose(), 'patlee'),
  },
  {
    name: 'a push after the approval',
    says: /the last commit is/,
    async act() {
      const number = await propose({ 'flags/b.yaml': booleanFlag('on') });
      await github.approve(number, 'patlee');
      await github.push('change', { [FLAG]: booleanFlag('on') }, { author: SAM, committer: SAM });
      await github.merge(number, 'patlee');
    },
  },
  {
    name: 'a forced push after the approval',
    says: /the last commit is/,
    async act() {
      const number = await propose({ 'flags/b.yaml': booleanFlag('on') });
      await github.approve(number, 'patlee');
      await github.push('other', { [FLAG]: booleanFlag('on') }, { author: SAM, committer: SAM });
      await github.forcePush('change', await github.tip('other'));
      await github.merge(number, 'patlee');
    },
  },
  {
    name: 'a request that was approved on a branch that had it all, and then proposed to this one',
    says: /Pat Lee approved it on another base, where the same commits are another change/,
    act: async () => github.merge(await retarget('base_ref_changed'), 'samortiz'),
  },
  {
    name: 'a request that was approved on such a branch, until somebody removed that',
    says: /Pat Lee approved it on another base/,
    act: async () => github.merge(await retarget('automatic_base_change_succeeded'), 'samortiz'),
  },
  {
    name: 'a base branch that had it all while it was approved, by a forced push and another one back',
    says: /Pat Lee approved it on another base/,
    async act() {
      const before = await github.tip();
      await github.push('change', { [FLAG]: booleanFlag('on') }, { author: SAM, committer: SAM });
      const evil = await github.tip('change');
      await github.push('change', { 'README.md': 'hi' }, { author: SAM, committer: SAM });
      await github.forcePush('main', evil);
      const number = await github.openPull('samortiz', 'change');
      await github.approve(number, 'patlee');
      await github.forcePush('main', before);
      await github.merge(number, 'samortiz');
    },
  },
  {
    name: 'what somebody asks changes of, proposed once more from another branch and approved there',
    says: /Alex Kim asks for changes/,
    async act() {
      await github.merge(await propose({ 'flags/flagforge.yaml': config({ access: 'editor' }) }), 'patlee');
      expect(await publish('--unapproved', '--reason', 'a second approver')).toMatchObject({ code: 0 });
      await twins(async (number, twin) => {
        await github.review(number, 'alexkim', 'REQUEST_CHANGES');
        await github.approve(twin, 'patlee');
      });
    },
  },
  {
    name: 'a branch that merged what the base merged otherwise, so that its page shows nothing but a README',
    says: /so that its page need not show what it does to flags\/a\.yaml/,
    async act() {
      const { git, write } = place.repository;
      await github.forcePush('change', await github.tip());
      const plain = await github.push('main', { 'README.md': 'one' }, { author: SAM });
      const number = await propose();
      const turnedOn = await github.tip('change');
      await github.approve(number, 'patlee');
      await github.merge(number, 'samortiz');
      expect(await publish()).toMatchObject({ code: 0 });
      git('fetch', '--quiet', 'origin');
      git('checkout', '--quiet', '--detach', plain);
      git('merge', '--quiet', '--no-commit', '--no-ff', turnedOn);
      write({ [FLAG]: booleanFlag('off'), 'README.md': 'two' });
      git('commit', '--quiet', '--all', '--author', `${SAM.name} <${SAM.email}>`, '--message', 'merged');
      git('push', '--quiet', 'origin', 'HEAD:refs/heads/innocent');
      git('checkout', '--quiet', 'main');
      expect(git('diff', '--name-only', `${plain}...origin/innocent`)).not.toContain(FLAG);
      const innocent = await github.openPull('samortiz', 'innocent');
      await github.approve(innocent, 'patlee');
      await github.merge(innocent, 'samortiz');
    },
  },
  {
    name: 'an approver whose account is gone',
    says: /a deleted account is a bot, and bots never count/,
    async act() {
      const number = await propose();
      await github.approve(number, 'alexkim');
      await github.merge(number, 'samortiz');
      github.removeAccount('alexkim');
    },
  },
  {
    name: 'an approved head, merged by hand once more after its revert',
    says: /came to the branch without a change request/,
    async act() {
      const { git } = place.repository;
      for (const value of ['on', 'off'] as const) {
        const number = await propose({ [FLAG]: booleanFlag(value) }, value);
        await github.approve(number, 'patlee');
        await github.merge(number, 'patlee');
        expect(await publish()).toMatchObject({ code: 0 });
      }
      await land(git('commit-tree', 'HEAD~1^{tree}', '-p', 'HEAD', '-p', 'HEAD~1^2', '-m', 'Merge pull request #1'));
    },
  },
  {
    name: 'a merge of more than two, one of which nobody reviewed',
    says: /what is on the branch is not what merging its last commit/,
    async act() {
      const { git } = place.repository;
      const number = await propose({ 'flags/b.yaml': booleanFlag('on') });
      await github.approve(number, 'patlee');
      await github.push('other', { [FLAG]: booleanFlag('on') }, { author: SAM, committer: SAM });
      git('fetch', '--quiet', 'origin');
      git('merge', '--quiet', '--no-ff', '--message', 'both', 'origin/change', 'origin/other');
      await land('HEAD');
    },
  },
  {
    name: 'an approver who wrote a commit of it',
    says: /Pat Lee wrote commit/,
    async act() {
      const number = await propose();
      await github.push('change', { 'flags/b.yaml': booleanFlag('on') }, { author: PAT, committer: PAT });
      await github.approve(number, 'patlee');
      await github.merge(number, 'samortiz');
    },
  },
  {
    name: 'an approver whom only a trailer names',
    says: /Pat Lee is a co-author/,
    async act() {
      await github.push(
        'change',
        { [FLAG]: booleanFlag('on') },
        { author: SAM, committer: SAM, message: 'on\n\nCo-authored-by: Pat <pat@acme.com>' },
      );
      const number = await github.openPull('samortiz', 'change');
      await github.approve(number, 'patlee');
      await github.merge(number, 'samortiz', 'squash');
    },
  },
  {
    name: 'an approval by somebody without the role',
    says: /Alex Kim/,
    async act() {
      const number = await propose();
      await github.approve(number, 'alexkim');
      await github.merge(number, 'patlee');
    },
  },
  {
    name: 'a reviewed request, and a push beside it',
    says: /^ +[0-9a-f]{7}: it came to the branch without a change request/m,
    async act() {
      const number = await propose({ 'flags/b.yaml': booleanFlag('on') });
      await github.approve(number, 'patlee');
      await github.merge(number, 'patlee');
      await github.push('main', { [FLAG]: booleanFlag('on') }, { author: SAM });
    },
  },
  {
    name: 'two requests, one of which nobody approved',
    says: /request #\d+ \([0-9a-f]{7}\): 0 of 1 approval/,
    async act() {
      const first = await propose({ 'flags/b.yaml': booleanFlag('on') });
      await github.approve(first, 'patlee');
      await github.merge(first, 'patlee');
      await github.merge(await propose({ [FLAG]: booleanFlag('on') }, 'second'), 'patlee');
    },
  },
  {
    name: 'a change of the schedule alone',
    says: /0 of 1 approval/,
    act: async () =>
      github.merge(
        await propose({
          [FLAG]: `${booleanFlag('off').trimEnd().replace(/}$/, ', schedule: [{ at: "2030-01-01T00:00:00Z", default: on }] }')}\n`,
        }),
        'patlee',
      ),
  },
  {
    name: 'a request that lowers the approvals, and one that uses it',
    says: /0 of 1 approval/,
    async act() {
      await github.merge(await propose({ 'flags/flagforge.yaml': config({ approvals: '0' }) }), 'patlee');
      await github.merge(await propose({ [FLAG]: booleanFlag('on') }, 'second'), 'patlee');
    },
  },
  {
    name: 'a request that gives the approver the role that they lack',
    says: /Alex Kim|settings and workflows/,
    async act() {
      const number = await propose({
        'flags/flagforge.yaml': config({ access: 'admin' }),
        [FLAG]: booleanFlag('on'),
      });
      await github.approve(number, 'alexkim');
      await github.merge(number, 'patlee');
    },
  },
  {
    name: 'a merge that brings something else than was reviewed',
    says: /what is on the branch is not what merging its last commit/,
    async act() {
      const number = await propose({ 'flags/b.yaml': booleanFlag('on') });
      await github.approve(number, 'patlee');
      place.repository.git('fetch', '--quiet', 'origin');
      place.repository.git('reset', '--quiet', '--hard', 'origin/main');
      place.repository.git('merge', '--quiet', '--no-ff', '--no-commit', 'origin/change');
      place.repository.write({ [FLAG]: booleanFlag('on') });
      place.repository.git('add', '--all');
      place.repository.git('commit', '--quiet', '--message', `Merge pull request #${number}`);
      await land('HEAD');
    },
  },
  {
    name: 'a branch that came by what is published through the second parent of a merge, and left it out',
    says: /came to the branch without a change request/,
    async act() {
      const { git } = place.repository;
      const before = git('rev-parse', 'HEAD');
      const number = await propose();
      await github.approve(number, 'patlee');
      await github.merge(number, 'patlee');
      expect(await publish()).toMatchObject({ code: 0 });
      const after = git('rev-parse', 'HEAD');
      await land(git('commit-tree', `${before}^{tree}`, '-p', before, '-p', after, '-m', 'tidy'));
    },
  },
  {
    name: 'a link where the folder was, to another one that was no project when it came',
    says: /was published from flags\/ and is in other\/ now/,
    async act() {
      const { git, root } = place.repository;
      const copy = {
        'other/flagforge.yaml': config(),
        'other/a.yaml': booleanFlag('on'),
        'other/b.yaml': booleanFlag('off'),
      };
      await github.push('main', copy, { author: SAM });
      expect(await publish()).toMatchObject({ code: 0 });
      git('rm', '-r', '--quiet', 'flags');
      symlinkSync('other', join(root, 'flags'));
      git('add', '--all');
      git('commit', '--quiet', '-m', 'link');
      await land(git('rev-parse', 'HEAD'));
    },
  },
];

/** Two requests with one head, merged as one. */
async function twins(review: (number: number, twin: number) => Promise<unknown>): Promise<void> {
  const number = await propose({ [FLAG]: booleanFlag('on') }, 'one');
  await github.forcePush('twin', await github.tip('one'));
  await review(number, await github.openPull('riley', 'twin'));
  await github.merge(number, 'patlee');
}

/** Approved where it shows nothing but a README, and then proposed to `main` as it is. */
async function retarget(event?: 'base_ref_changed' | 'automatic_base_change_succeeded'): Promise<number> {
  await github.push('stack', { [FLAG]: booleanFlag('on') }, { author: SAM, committer: SAM });
  await github.forcePush('change', await github.tip('stack'));
  await github.push('change', { 'README.md': 'hi' }, { author: SAM, committer: SAM });
  const number = await github.openPull('samortiz', 'change', 'A change', 'stack');
  await github.approve(number, 'patlee');
  await github.retarget(number, 'samortiz', 'main', event);
  return number;
}

/** Makes a commit of this clone the newest of the branch on GitHub, as somebody does who may push. */
async function land(commit: string): Promise<void> {
  place.repository.git('push', '--quiet', '--force', 'origin', `${commit}:refs/heads/evil`);
  await github.forcePush('main', await github.tip('evil'));
}

test.each(BYPASSES)('refused: $name', async ({ says, act }) => {
  await act();
  const { code, text } = await publish();
  expect({ code, text }).toMatchObject({ code: 1, text: expect.stringMatching(says) });
  expect(text).toContain('FF4061');
});

test('a request that got another base is published once it was approved on this one', async () => {
  const number = await retarget();
  github.pass(1);
  await github.approve(number, 'patlee');
  await github.merge(number, 'samortiz');
  expect(await publish()).toMatchObject({ code: 0 });
});

test('a request beside it with the same head, of whoever, stops nothing', async () => {
  await twins((number) => github.approve(number, 'patlee'));
  expect(await publish()).toMatchObject({ code: 0 });
});

test('what does not touch the environment needs nobody', async () => {
  await github.push('main', { 'README.md': 'hello', 'flags/a.test.yaml': 'tests: []\n' }, { author: SAM });
  expect(await publish()).toMatchObject({ code: 0 });
});

test('a forge that does not answer is no approval: nothing is published', async () => {
  const number = await propose();
  await github.approve(number, 'patlee');
  await github.merge(number, 'patlee');
  const { code, text } = await publish('--dry-run');
  expect({ code, text }).toMatchObject({ code: 0 });
  place.repository.git('fetch', '--quiet', 'origin', 'main');
  const away = await place.run(['publish', '--environment', 'production'], {
    ...github.env,
    GITHUB_API_URL: 'http://127.0.0.1:1',
  });
  expect(away.code).toBe(3);
  expect(away.stdout + away.stderr).not.toMatch(/-> v2/);
});

test('by break-glass it goes on, and what was missing is on record as unapproved', async () => {
  await github.push('main', { [FLAG]: booleanFlag('on') }, { author: SAM });
  const { code, text } = await publish('--unapproved', '--reason', 'checkout is down');
  expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining('UNAPPROVED') });
});

test('by break-glass nothing waits for a forge that is away', async () => {
  await github.push('main', { [FLAG]: booleanFlag('on') }, { author: SAM });
  place.repository.git('fetch', '--quiet', 'origin', 'main');
  place.repository.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
  const words = ['publish', '--environment', 'production', '--unapproved', '--reason', 'GitHub and checkout are down'];
  const { code, stdout } = await place.run(words, { ...github.env, GITHUB_API_URL: 'http://127.0.0.1:1' });
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('UNAPPROVED') });
});
