import { afterEach, describe, expect, test } from 'vitest';
import { ADA, CHECKOUT, createLocalForgePlace, EDDIE, type LocalForgePlace } from '../../testing/local-forge-place.ts';
import type { ChangeRequest, Proposal, ProposedFile } from '../forge.ts';
import type { OpenLocalForge } from './open-local-forge.ts';

const places: LocalForgePlace[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

async function make(...given: Parameters<typeof createLocalForgePlace>): Promise<LocalForgePlace> {
  const place = await createLocalForgePlace(...given);
  places.push(place);
  return place;
}

async function propose(
  forge: OpenLocalForge,
  files: readonly ProposedFile[],
  more: Partial<Proposal> = {},
): Promise<ChangeRequest> {
  const baseCommit = await forge.baseCommit();
  return forge.open({ title: 'Checkout for all', body: 'Why', baseCommit, files, proposer: EDDIE, ...more });
}

const FILE = 'new-checkout.yaml';
const STAGING_ON = CHECKOUT.replace(
  'staging: { enabled: true, default: off }',
  'staging: { enabled: true, default: on }',
);
const PRODUCTION_ON = CHECKOUT.replace('    default: off\n', '    default: on\n');

test('a change is opened, read, reviewed by somebody else, merged, and written to the user’s files', async () => {
  const place = await make();
  const { forge } = place;
  const base = await forge.baseCommit();
  const opened = await propose(forge, [{ path: FILE, text: PRODUCTION_ON }]);
  expect(opened).toMatchObject({
    ...{
      number: 1,
      title: 'Checkout for all',
      body: 'Why',
      url: null,
      state: 'open',
      branch: 'changes/1',
      base: 'main',
    },
    ...{ baseCommit: base, mergeCommit: null, opener: EDDIE, proposer: null },
  });
  expect(Math.abs(opened.openedAt - Date.now())).toBeLessThan(60_000);
  expect(place.git('rev-parse', 'refs/changes/1/head')).toBe(opened.head);
  expect(place.git('for-each-ref', 'refs/drafts')).toBe('');
  expect(await forge.commits(1)).toEqual([
    {
      commit: opened.head,
      authors: [{ as: 'author', identity: 'clerk:user_eddie', email: null, name: 'Eddie Editor', kind: 'human' }],
    },
  ]);
  expect(await forge.files(1)).toEqual([{ path: FILE, status: 'modified', previousPath: null }]);
  expect(await forge.mergeState(1)).toEqual({ kind: 'mergeable' });

  const review = await forge.review(1, { by: ADA, head: opened.head, verdict: 'approved', body: 'Good' });
  expect(review).toMatchObject({
    by: ADA,
    verdict: 'approved',
    commit: opened.head,
    body: 'Good',
    permission: 'admin',
  });
  expect(await forge.reviews(1)).toEqual([review]);

  const merged = await forge.merge(1, { by: ADA, head: opened.head });
  expect(merged).toMatchObject({ state: 'merged', head: opened.head });
  expect(place.git('rev-parse', 'main')).toBe(merged.mergeCommit);
  expect(place.git('log', '-1', '--format=%P|%an|%ae|%s', 'main')).toBe(
    `${base} ${opened.head}|Ada Admin|user_ada@clerk.local|Merge #1: Checkout for all`,
  );
  expect(place.text(FILE)).toBe(PRODUCTION_ON);
  expect(await forge.requestOf(merged.mergeCommit ?? '')).toEqual(merged);
  expect(await forge.requestOf(base)).toBeNull();
  expect(await forge.list({ state: 'open', limit: 10 })).toEqual([]);
  expect(await forge.list({ state: 'all', limit: 10 })).toEqual([merged]);
});

describe('a review', () => {
  test('is not given on one’s own change, by person, whatever the change says of people', async () => {
    const people = 'people:\n  - { name: Eddie, clerk: user_eddie, github: eddie }\n';
    const place = await make(undefined, people);
    const without = place.text('flagforge.yaml').replace(people, '');
    const { head } = await propose(place.forge, [{ path: 'flagforge.yaml', text: without }]);
    for (const by of [EDDIE, { ...EDDIE, identity: 'github:Eddie', name: 'eddie' }]) {
      await expect(place.forge.review(1, { by, head, verdict: 'approved', body: '' })).rejects.toMatchObject({
        exitCode: 1,
        code: 'FF4157',
      });
      await expect(place.forge.review(1, { by, head, verdict: 'commented', body: 'look' })).resolves.toBeDefined();
    }
  });

  test('is refused to those who wrote a commit of it', async () => {
    const { forge } = await make();
    const { head } = await propose(forge, [{ path: FILE, text: STAGING_ON }]);
    const updated = await forge.update(1, head, {
      title: 'More',
      files: [{ path: FILE, text: PRODUCTION_ON }],
      proposer: ADA,
    });
    await expect(forge.review(1, { by: ADA, head: updated.head, verdict: 'approved', body: '' })).rejects.toMatchObject(
      { code: 'FF4157', message: expect.stringContaining(updated.head.slice(0, 7)) },
    );
  });

  test('is refused to bots and to whoever nobody verified', async () => {
    const { forge } = await make();
    const { head } = await propose(forge, [{ path: FILE, text: STAGING_ON }]);
    const strangers = [
      { ...ADA, kind: 'bot' as const },
      { ...ADA, identity: null },
      { ...ADA, identity: 'clerk:org:admin' },
    ];
    for (const by of strangers)
      await expect(forge.review(1, { by, head, verdict: 'approved', body: '' })).rejects.toMatchObject({
        code: 'FF4158',
      });
  });

  test('is of the present head only, and so is a merge', async () => {
    const { forge } = await make();
    const { head } = await propose(forge, [{ path: FILE, text: STAGING_ON }]);
    await forge.review(1, { by: ADA, head, verdict: 'approved', body: '' });
    const change = { title: 'More', files: [{ path: FILE, text: PRODUCTION_ON }], proposer: EDDIE };
    await forge.update(1, head, change);
    await expect(forge.review(1, { by: ADA, head, verdict: 'approved', body: '' })).rejects.toMatchObject({
      code: 'FF4152',
    });
    await expect(forge.merge(1, { by: ADA, head })).rejects.toMatchObject({ exitCode: 1, code: 'FF4152' });
    await expect(forge.update(1, head, change)).rejects.toMatchObject({ code: 'FF4152' });
    // What was approved stays said of the commit that it was said of.
    expect((await forge.reviews(1)).map(({ commit }) => commit)).toEqual([head]);
  });

  test('that comes between the judgement and the merge is seen by the judge', async () => {
    const place = await make();
    const seen: number[] = [];
    const forge = place.open({
      mayMerge: async ({ reviews, request }) => {
        seen.push(reviews.length);
        if (seen.length === 1)
          await place.forge.review(1, { by: ADA, head: request.head, verdict: 'changes-requested', body: 'wait' });
      },
    });
    const { head } = await propose(forge, [{ path: FILE, text: STAGING_ON }]);
    await forge.merge(1, { by: ADA, head });
    expect(seen).toEqual([0, 1]);
  });
});
