import { afterEach, describe, expect, test } from 'vitest';
import { CommandError } from '../command-error.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { createStyle } from '../terminal/style.ts';
import { createGitFolder, GIT_TEST_ENVIRONMENT } from '../testing/git-repository.ts';
import { checkJson } from './check-json.ts';
import { checkRequest } from './check-request.ts';
import { renderCheck } from './render-check.ts';
import { renderCheckMarkdown } from './render-check-markdown.ts';
import {
  CONFIG,
  createReviewPlace,
  FLAG,
  KIM,
  LENA,
  PAT,
  PROJECT,
  type ReviewPlace,
  SAM,
  TURNED_ON,
} from './testing/review-place.ts';

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

async function createPlace(...given: Parameters<typeof createReviewPlace>): Promise<ReviewPlace> {
  const place = await createReviewPlace(...given);
  cleanUps.push(place.remove);
  return place;
}

const NOW = 1_790_000_000_000;
const failure = (code: string, exitCode: number) => expect.objectContaining({ code, exitCode });

describe('refuses what it cannot judge', () => {
  test.each(['merged', 'closed'] as const)('a request that is %s', async (state) => {
    const place = await createPlace();
    const number = place.propose(PAT, TURNED_ON);
    place.setRequest(number, { state });
    await expect(place.check(number)).rejects.toThrowError(failure('FF4055', 2));
  });

  test('a change that does not compile', async () => {
    const place = await createPlace();
    const number = place.propose(PAT, { 'flags/new-checkout.yaml': FLAG.replace('default: off', 'default: onn') });
    place.review(number, KIM, 'approved');
    await expect(place.check(number)).rejects.toThrowError(failure('FF4054', 1));
  });

  test('another commit than the one that is meant', async () => {
    const place = await createPlace();
    const number = place.propose(PAT, TURNED_ON);
    const head = place.push(number, PAT, { 'README.md': 'more\n' });
    const tools = { forge: place.forge, repository: place.repository, directory: 'flags', now: NOW };
    await expect(checkRequest(tools, number, { head: 'c'.repeat(40), alsoBy: [] })).rejects.toThrowError(
      failure('FF4056', 1),
    );
    expect((await checkRequest(tools, number, { head, alsoBy: [] })).evidence.request.head).toBe(head);
  });

  test('a forge that does not tell the last commit, or whose head moves on and on', async () => {
    const place = await createPlace();
    const number = place.propose(PAT, TURNED_ON);
    const tools = { repository: place.repository, directory: 'flags', now: NOW };
    const deaf = { ...place.forge, commits: async () => [] };
    await expect(checkRequest({ ...tools, forge: deaf }, number)).rejects.toThrowError(failure('FF4053', 3));
    let pushes = 0;
    const restless = {
      ...place.forge,
      async read(of: number) {
        pushes += 1;
        return { ...(await place.forge.read(of)), head: pushes.toString(16).padStart(40, '0') };
      },
    };
    await expect(checkRequest({ ...tools, forge: restless }, number)).rejects.toThrowError(failure('FF4053', 3));
  });

  test('a forge that fails', async () => {
    const place = await createPlace();
    const number = place.propose(PAT, TURNED_ON);
    const problem = new CommandError(3, 'GitHub does not answer');
    const forge = { ...place.forge, reviews: () => Promise.reject(problem) };
    const tools = { repository: place.repository, directory: 'flags', now: NOW };
    await expect(checkRequest({ ...tools, forge }, number)).rejects.toBe(problem);
  });

  test('a branch that shares no commit with the base', async () => {
    const place = await createPlace();
    const number = place.propose(PAT, TURNED_ON);
    place.files.git('checkout', '--quiet', '--orphan', 'alone');
    place.files.git('commit', '--quiet', '--message', 'alone');
    const head = place.files.git('rev-parse', 'HEAD');
    place.files.git('checkout', '--quiet', 'main');
    const read = place.forge.read;
    const forge = {
      ...place.forge,
      read: async (of: number) => ({ ...(await read(of)), head }),
      commits: async () => [{ commit: head, authors: [] }],
    };
    const tools = { forge, repository: place.repository, directory: 'flags', now: NOW };
    await expect(checkRequest(tools, number)).rejects.toThrowError(failure('FF4058', 1));
  });
});

describe('brings what a clone lacks', () => {
  async function cloneOf(place: ReviewPlace, ...words: string[]): Promise<Repository> {
    const folder = createGitFolder();
    cleanUps.push(folder.remove);
    folder.git('', 'clone', '--quiet', '--single-branch', ...words, `file://${place.files.root}`, 'clone');
    return openRepository(folder.path('clone'), GIT_TEST_ENVIRONMENT);
  }

  test('the head of a request and the newest commit of the base are fetched, and no branch is moved', async () => {
    const place = await createPlace();
    place.files.git('checkout', '--quiet', 'main');
    const repository = await cloneOf(place);
    const number = place.propose(PAT, TURNED_ON);
    place.review(number, KIM, 'approved');
    place.land(LENA, { 'README.md': 'later\n' });
    place.files.git('update-ref', `refs/pull/${number}/head`, `change-${number}`);
    const tools = { forge: place.forge, repository, directory: 'flags', now: NOW };
    const before = place.files.git('--git-dir', `${repository.root}/.git`, 'for-each-ref');
    expect((await checkRequest(tools, number)).judgement.isApproved).toBe(true);
    expect(place.files.git('--git-dir', `${repository.root}/.git`, 'for-each-ref')).toBe(before);
  });

  test('a head that the remote no longer has is refused', async () => {
    const place = await createPlace();
    const repository = await cloneOf(place);
    const number = place.propose(PAT, TURNED_ON);
    place.files.git('update-ref', `refs/pull/${number}/head`, 'main');
    const tools = { forge: place.forge, repository, directory: 'flags', now: NOW };
    await expect(checkRequest(tools, number)).rejects.toThrowError(failure('FF4057', 3));
  });

  test('a shallow clone is refused', async () => {
    const place = await createPlace();
    place.land(PAT, { 'README.md': 'two\n' });
    const repository = await cloneOf(place, '--depth', '1');
    const number = place.propose(PAT, TURNED_ON);
    const tools = { forge: place.forge, repository, directory: 'flags', now: NOW };
    await expect(checkRequest(tools, number)).rejects.toThrowError(failure('FF4012', 2));
  });
});

test('conflicts are named, and what the branch itself changes is judged', async () => {
  const place = await createPlace();
  const number = place.propose(PAT, TURNED_ON);
  place.review(number, KIM, 'approved');
  place.land(SAM, { 'flags/new-checkout.yaml': FLAG.replace('default: off', 'default: { rollout: 5% }') });
  const check = await place.check(number);
  expect(check.conflicts).toEqual(['flags/new-checkout.yaml']);
  expect(check.judgement.demands.map(({ environment }) => environment)).toEqual(['production']);
  expect(renderCheck(check, createStyle(false))).toContain('Both sides changed flags/new-checkout.yaml.');
});

test('rules that the base branch has by now count, and those that the branch stands on', async () => {
  const place = await createPlace();
  const number = place.propose(PAT, TURNED_ON);
  place.review(number, KIM, 'approved');
  place.land(SAM, { 'flags/flagforge.yaml': CONFIG.replace('approvals: 1', 'approvals: 2') });
  expect((await place.check(number)).judgement.demands[0]).toMatchObject({ needed: 2, isMet: false });
  place.land(SAM, { 'flags/flagforge.yaml': CONFIG.replace('approvals: 1', 'approvals: 0') });
  expect((await place.check(number)).judgement.demands[0]).toMatchObject({ needed: 1, isMet: true });
});

test('a riskier change asks for more approvals', async () => {
  const config = CONFIG.replace('approvals: 1', 'approvals: { low: 1, medium: 1, high: 2 }');
  const at = (percent: number) => FLAG.replace('default: off', `default: { rollout: ${percent}% }`);
  const place = await createPlace({ 'flags/flagforge.yaml': config, 'flags/new-checkout.yaml': at(10) });
  const small = place.propose(PAT, { 'flags/new-checkout.yaml': at(12) });
  const large = place.propose(PAT, { 'flags/new-checkout.yaml': at(100) });
  for (const number of [small, large]) place.review(number, KIM, 'approved');
  expect((await place.check(small)).judgement.demands[0]).toMatchObject({ risk: 'low', needed: 1, isMet: true });
  expect((await place.check(large)).judgement.demands[0]).toMatchObject({ risk: 'high', needed: 2, isMet: false });
  place.review(large, SAM, 'approved');
  expect((await place.check(large)).judgement.isApproved).toBe(true);
});

describe('what it says', () => {
  async function checked() {
    const place = await createPlace({ ...PROJECT, 'flags/segments/eu.yaml': 'description: EU\nif: region == "eu"\n' });
    const files = {
      ...TURNED_ON,
      'flags/flagforge.yaml': CONFIG.replace('approvals: 1', 'approvals: { low: 1, high: 2 }'),
    };
    const number = place.propose({ ...PAT, name: 'Pat <b>\u001b[31m Lee' }, files);
    place.setRequest(number, { title: 'New *checkout*\u001b[2J for @everyone' });
    place.review(number, KIM, 'approved');
    place.review(number, LENA, 'approved');
    return place.check(number);
  }

  test('on a terminal', async () => {
    const check = await checked();
    const text = renderCheck(check, createStyle(false)).replaceAll(/\b[0-9a-f]{7}\b/g, '1234567');
    expect(text.split('\n')).toEqual([
      'request #1  New *checkout*\\u{1b}[2J for @everyone',
      '  1234567 on main, opened by Pat <b>\\u{1b}[31m Lee',
      '',
      'production  1 of 2 (editor or admin)  high risk',
      '  approved  Kim Adler on 1234567',
      '  refused   no-role: Lena Vogt has no role in production, which asks for editor or admin',
      '  could     Sam Ortiz',
      'admins      0 of 1 (admin of the project)',
      '  for       environments.production.approvals in flags/flagforge.yaml',
      '  refused   no-role: Kim Adler is no admin of the project',
      '  refused   no-role: Lena Vogt is no admin of the project',
      '  could     Sam Ortiz',
      '',
      'Not approved at 1234567: production asks for 1 more approval, an admin has to agree.',
      '',
    ]);
  });

  test('in Markdown, where nothing that strangers wrote does anything', async () => {
    const check = await checked();
    const demands = check.judgement.demands.map((demand) => ({
      ...demand,
      couldApprove: ['[x](http://y) <img> @all|`'],
    }));
    const text = renderCheckMarkdown({ ...check, judgement: { ...check.judgement, demands } });
    expect(text).toContain('\\[x\\]\\(http:<!-- -->//y\\) &lt;img&gt; @<!-- -->all\\|\\`');
    expect(text).not.toContain('<img');
    expect(text).not.toContain('\u001b');
  });

  test('as JSON', async () => {
    const check = await checked();
    expect(checkJson(check)).toMatchObject({
      request: { number: 1, state: 'open', head: check.evidence.request.head },
      isApproved: false,
      forAdmins: ['environments.production.approvals in flags/flagforge.yaml'],
      demands: [
        { environment: 'production', needed: 2 },
        { environment: null, needed: 1 },
      ],
    });
  });
});
