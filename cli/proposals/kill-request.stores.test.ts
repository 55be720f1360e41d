import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgres } from '../database/postgres-database.ts';
import { type GitHubStandIn, startGitHub } from '../forge/testing/start-github.ts';
import { createFakeTerminal } from '../testing/fake-terminal.ts';
import { createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';
import { followUp } from './follow-up.ts';

const flag = (more = ''): string =>
  `description: A flag\nowner: team\nkind: permanent\ntype: boolean\nenvironments:\n  staging: { enabled: true, default: on }\n  # for all\n  production: { enabled: true, default: on${more} }\n`;

const FILES = {
  'flags/search-v2.yaml': flag(),
  'flags/checkout.yaml': flag(),
  'flags/banner.yaml': flag(),
  'flags/down.yaml': flag(),
  'flags/quiet.yaml': flag(),
  'flags/late.yaml': flag(),
};

let shop: PublishPlace;
let github: GitHubStandIn;

beforeAll(async () => {
  shop = await createPublishPlace(FILES, 'environments: { staging: { approvals: 0 }, production: { approvals: 0 } }\n');
  expect((await shop.run(['publish'])).code).toBe(0);
  github = await startGitHub({ from: shop.repository.root });
  shop.repository.git('remote', 'add', 'origin', github.repository);
});
afterAll(async () => {
  await github.close();
  await shop.remove();
});

const kill = (...words: string[]) => shop.run(['kill', ...words], github.env);

const fileOf = (number: number, path: string): Promise<string> =>
  github.git('show', `${github.pull(number).head}:${path}`);

describe('kill opens the change request that makes it last', () => {
  test('everywhere: killed: true, with who and why, and its proposer is written down', async () => {
    const { code, stdout, stderr } = await kill('search-v2', '--reason', 'errors since 14:02 <b>');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Opened request #1 to set it in git. Undo: flagforge revive search-v2\n');
    const { title, body } = github.pull(1);
    expect(title).toBe('Kill search-v2');
    expect(body).toContain('errors since 14:02 \\<b\\>');
    expect(await fileOf(1, 'flags/search-v2.yaml')).toBe(
      FILES['flags/search-v2.yaml'].replace('boolean\n', 'boolean\nkilled: true\n').trim(),
    );
    const [row] = await shop.database.query<Record<string, unknown>>(
      'select author, state from flagforge.change_requests where organization = $1 and number = 1',
      [shop.organization],
    );
    expect(row).toEqual({ author: `database:${shop.publisher}`, state: 'open' });
  });

  test('in one environment: disabled there, and nothing else changes', async () => {
    const { stdout } = await kill('checkout', '--environment', 'production', '--reason', 'slow', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      environments: [{ environment: 'production', outcome: 'killed' }],
      request: { number: 2, title: 'Turn checkout off in production', isNew: true },
    });
    expect(await fileOf(2, 'flags/checkout.yaml')).toBe(
      FILES['flags/checkout.yaml'].replace('production: { enabled: true', 'production: { enabled: false').trim(),
    );
  });

  test('a flag that is revived and killed again has its request already', async () => {
    await kill('banner', '--reason', 'slow');
    await shop.run(['revive', 'banner', '--unapproved', '--reason', 'mended']);
    const { stdout } = await kill('banner', '--reason', 'slow again');
    expect(stdout).toContain('Request #3 to set it in git is open already. Undo: flagforge revive banner\n');
  });

  test('status shows it while it is open, and asks GitHub whether it still is', async () => {
    const production = async () => {
      const { stdout } = await shop.run(['status', '--environment', 'production', '--json'], github.env);
      const { environments, drift } = JSON.parse(stdout) as {
        environments: { overlays: { kills: { flag: string; request: number | null }[] } }[];
        drift: { message: string; next: string }[];
      };
      const kills = environments[0]?.overlays.kills ?? [];
      return {
        requests: Object.fromEntries(kills.map(({ flag: key, request }) => [key, request])),
        next: drift.find(({ message }) => message.startsWith('search-v2'))?.next ?? '',
      };
    };
    const before = await production();
    expect(before.requests).toEqual({ 'search-v2': 1, checkout: 2, banner: 3 });
    expect(before.next).toContain('merge request #1 and publish that; or: flagforge revive');
    expect((await shop.run(['status'], github.env)).stdout).toMatch(/checkout .*request #2 open\n/);
    await github.approve(1, 'patlee');
    await github.merge(1, 'patlee');
    const after = await production();
    expect(after.requests).toEqual({ 'search-v2': null, checkout: 2, banner: 3 });
    expect(after.next).not.toContain('request');
  });

  test('a kill whose request failed gets it from the same command again, with who did it and why', async () => {
    const words = ['kill', 'late', '--environment', 'production'];
    const failed = await shop.run([...words, '--reason', 'slow'], { ...github.env, GITHUB_TOKEN: 'ended' });
    expect([failed.code, failed.stderr]).toEqual([0, expect.stringContaining('no change request')]);
    const { code, stdout } = await shop.run([...words, '--reason', 'now with a token'], github.env);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^late is killed in production already/);
    expect(stdout).toMatch(
      /\nOpened request #\d+ to set it in git\. Undo: flagforge revive late --environment production\n/,
    );
    const body = github.pull(Number(/#(\d+)/.exec(stdout)?.[1])).body;
    expect(body).toContain('slow');
    expect(body).not.toContain('token');
  });

  test('what was asked not to be opened is not', async () => {
    const { stdout } = await kill('quiet', '--reason', 'slow', '--no-request');
    expect(stdout).toContain('\nUndo: flagforge revive quiet\nIt stays off over every publish until quiet.yaml says');
  });

  test('a GitHub that is not there makes no kill fail: it says what to write in git', async () => {
    const env = { ...github.env, GITHUB_API_URL: 'http://127.0.0.1:1' };
    const { code, stdout, stderr } = await shop.run(['kill', 'down', '--reason', 'slow'], env);
    expect(code).toBe(0);
    expect(stdout).toContain('down serves off in production');
    expect(stdout).toContain('\nUndo: flagforge revive down\n');
    expect(stderr).toMatch(/^warning {2}FF41\d\d {2}no change request: /);
    expect(stderr).toContain('write it in git yourself:  killed: true  in down.yaml');
  });

  test('nobody waits longer than they should', async () => {
    const terminal = createFakeTerminal(shop.repository.root, { env: { ...shop.env, ...github.env } });
    const project = { directory: `${shop.repository.root}/flags`, organization: shop.organization, project: 'shop' };
    const database = await openPostgres(shop.env.DATABASE_URL ?? '');
    const actor = { identity: 'database:sam', person: null };
    const never = () => new Promise<never>(() => {});
    const answer = await followUp({ terminal, project, database, actor, limitMs: 300 }, never);
    expect(answer).toMatchObject({ kind: 'failed', problem: { code: 'FF4225' } });
    await database.close();
  });
});
