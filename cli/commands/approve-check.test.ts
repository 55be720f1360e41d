import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { forgeUserOf } from '../dev/local-users.ts';
import { type GitHubStandIn, startGitHub } from '../forge/testing/start-github.ts';
import { CONFIG, FLAG, PROJECT, TURNED_ON } from '../policy/testing/review-place.ts';
import { runHere } from '../testing/fake-terminal.ts';
import { createGitFolder, GIT_TEST_ENVIRONMENT } from '../testing/git-repository.ts';
import { createProjectFolder, removeFolder, runDevHere } from '../testing/run-dev-here.ts';

const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const PEOPLE = {
  patlee: { level: 'write', name: 'Pat Lee', email: 'pat@acme.com' },
  kimadler: { level: 'write', name: 'Kim Adler', email: 'kim@acme.com' },
  samortiz: { level: 'admin', name: 'Sam Ortiz', email: 'sam@acme.com' },
  lenavogt: { level: 'write', name: 'Lena Vogt', email: 'lena@acme.com' },
} as const;

interface Place {
  readonly github: GitHubStandIn;
  /** A pull request of Pat's. */
  readonly number: number;
  run(words?: readonly string[], env?: Readonly<Record<string, string>>): ReturnType<typeof runHere>;
  readonly file: (name: string) => string;
}

async function createPlace(changed: Readonly<Record<string, string | null>> = TURNED_ON): Promise<Place> {
  const github = await startGitHub({ files: { 'README.md': 'shop\n', ...PROJECT }, people: PEOPLE });
  cleanUps.push(() => github.close());
  const folder = createGitFolder();
  cleanUps.push(folder.remove);
  folder.git('', 'clone', '--quiet', github.repository, 'clone');
  mkdirSync(folder.path('job'));
  await github.push('turn-on', changed, { login: 'patlee' });
  const number = await github.openPull('patlee', 'turn-on', 'Turn new-checkout on');
  const env = { ...GIT_TEST_ENVIRONMENT, ...github.env, HOME: folder.root };
  return {
    ...{ github, number },
    file: (name) => folder.path('job', name),
    run: (words = ['--request', String(number)], more = {}) =>
      runHere(folder.path('clone'), ['approve-check', ...words], { env: { ...env, ...more } }),
  };
}

test('fails until somebody with the role has approved the last commit, and names who could', async () => {
  const { github, number, run } = await createPlace();
  const before = await run();
  expect(before).toMatchObject({ code: 1, stderr: '' });
  expect(before.stdout).toContain('production  0 of 1 (editor or admin)');
  expect(before.stdout).toContain('could     Kim Adler, Sam Ortiz');
  await github.approve(number, 'lenavogt');
  const refused = await run();
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain(
    'refused   no-role: Lena Vogt has no role in production, which asks for editor or admin',
  );
  await github.approve(number, 'kimadler');
  const after = await run();
  expect(after).toMatchObject({ code: 0, stderr: '' });
  expect(after.stdout).toMatch(/approved {2}Kim Adler on [0-9a-f]{7}/);
  expect(after.stdout).toMatch(/Approved at [0-9a-f]{7}\.\n$/);
  await github.push('turn-on', { 'README.md': 'more\n' }, { login: 'patlee' });
  const pushed = await run();
  expect(pushed.code).toBe(1);
  expect(pushed.stdout).toContain('not-the-last-commit: Kim Adler approved');
});

test('a folder without a project is no change that touches nothing', async () => {
  const { number, run } = await createPlace();
  const { code, stdout, stderr } = await run(['--request', String(number), '--dir', 'nope']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('FF4007');
});

test('in a job it finds the request in the event, and writes the summary of the job', async () => {
  const { github, number, run, file } = await createPlace();
  await github.approve(number, 'kimadler');
  writeFileSync(file('event.json'), JSON.stringify({ pull_request: { number } }));
  const env = { GITHUB_EVENT_PATH: file('event.json'), GITHUB_STEP_SUMMARY: file('summary.md') };
  expect(await run([], env)).toMatchObject({ code: 0 });
  expect(readFileSync(file('summary.md'), 'utf8')).toMatch(
    /^### Approvals of request #1\n\n\*\*Approved\*\* at `[0-9a-f]{7}`/,
  );
  const json = await run(['--json'], { GITHUB_REF: `refs/pull/${number}/merge` });
  expect(JSON.parse(json.stdout)).toMatchObject({ request: { number: 1 }, isApproved: true });
  expect((await run(['--format', 'markdown'], env)).stdout).toContain('| asks | approvals |');
});

test('the last commit that the job is about is held to, and other rules can be asked for', async () => {
  const { github, number, run } = await createPlace();
  await github.approve(number, 'kimadler');
  const head = await github.tip('turn-on');
  const request = ['--request', `#${number}`];
  expect(await run([...request, '--head', head])).toMatchObject({ code: 0 });
  const main = await github.tip();
  expect(await run([...request, '--head', main])).toMatchObject({ code: 1, stderr: expect.stringContaining('FF4056') });
  expect(await run([...request, '--base', 'HEAD'])).toMatchObject({ code: 0 });
  expect(await run([...request, '--base', 'nowhere'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('FF4004'),
  });
});

test('the stricter of the rules counts, and the proposal can only make them stricter', async () => {
  const config = CONFIG.replace('approvals: 1', 'approvals: 2');
  const { github, number, run } = await createPlace({ ...TURNED_ON, 'flags/flagforge.yaml': config });
  await github.approve(number, 'samortiz');
  const one = await run();
  expect(one.code).toBe(1);
  expect(one.stdout).toContain('production  1 of 2');
  await github.approve(number, 'kimadler');
  expect(await run()).toMatchObject({ code: 0 });
});

test('what a project is brought along by is let through by an admin of the repository', async () => {
  const { github, run } = await createPlace();
  const files = Object.fromEntries(
    Object.entries(PROJECT).map(([path, text]) => [path.replace('flags/', 'more/'), text]),
  );
  await github.push('more', files, { login: 'patlee' });
  const number = await github.openPull('patlee', 'more');
  const words = ['--request', String(number), '--dir', 'more'];
  await github.approve(number, 'kimadler');
  const refused = await run(words);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('the base has no project: more/flagforge.yaml is new');
  expect(refused.stdout).toContain('no-permission: Kim Adler is no admin of the repository');
  await github.approve(number, 'samortiz');
  expect(await run(words)).toMatchObject({ code: 0 });
});

test('a request that touches nothing needs nobody', async () => {
  const { run } = await createPlace({ 'flags/new-checkout.yaml': `# only a comment\n${FLAG}` });
  const { code, stdout } = await run();
  expect(code).toBe(0);
  expect(stdout).toContain('It touches no environment and no rules: nobody needs to approve it.');
});

test.each<[string, readonly string[], number, string]>([
  ['no number', ['--request', 'main'], 2, 'FF4060'],
  ['nothing that names one', [], 2, 'FF4059'],
  ['a request that is not there', ['--request', '99'], 2, 'FF4104'],
  ['two formats', ['--request', '1', '--json', '--format', 'text'], 2, 'ask for two formats'],
])('refuses %s', async (_, words, code, says) => {
  const { run } = await createPlace();
  expect(await run(words)).toMatchObject({ code, stderr: expect.stringContaining(says) });
});

test('says so where there is no forge, or it fails', async () => {
  const { run, github } = await createPlace();
  expect(await run(undefined, { GITHUB_TOKEN: '' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('FF4100'),
  });
  github.removeAccount('kimadler');
  expect(await run(undefined, { GITHUB_TOKEN: 'ghp_wrong' })).toMatchObject({ code: 3, stdout: '' });
});

test('beside a running dev it checks the requests of its local forge, whose users no file names', async () => {
  const config = CONFIG.slice(0, CONFIG.indexOf('people:'));
  const directory = createProjectFolder({ 'flagforge.yaml': config, 'new-checkout.yaml': FLAG });
  cleanUps.push(() => removeFolder(directory));
  const dev = await runDevHere(directory);
  cleanUps.push(() => dev.end());
  const { forge, users } = dev.project();
  const [ada, eddie] = users.map(forgeUserOf);
  if (ada === undefined || eddie === undefined) throw new Error('two users');
  const files = [{ path: 'new-checkout.yaml', text: FLAG.replace('default: off', 'default: on') }];
  const baseCommit = await forge.baseCommit();
  const { head } = await forge.open({ title: 'On', body: '', baseCommit, files, proposer: eddie });
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory };
  const run = () => runHere(directory, ['approve-check', '--request', '1', '--dir', '.'], { env });
  const before = await run();
  expect(before).toMatchObject({ code: 1, stderr: '' });
  expect(before.stdout).toContain('production  0 of 1');
  await forge.review(1, { by: ada, head, verdict: 'approved', body: '' });
  const after = await run();
  expect(after).toMatchObject({ code: 0, stderr: '' });
  expect(after.stdout).toContain('approved  Ada Admin');
});
