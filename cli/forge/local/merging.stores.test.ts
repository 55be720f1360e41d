import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ADA, CHECKOUT, createLocalForgePlace, EDDIE, type LocalForgePlace } from '../../testing/local-forge-place.ts';
import type { ChangeRequest, ProposedFile } from '../forge.ts';
import { openLocalForge } from './open-local-forge.ts';

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
  { forge }: LocalForgePlace,
  files: readonly ProposedFile[],
  baseCommit?: string,
): Promise<ChangeRequest> {
  const base = baseCommit ?? (await forge.baseCommit());
  return forge.open({ title: 'A change', body: '', baseCommit: base, files, proposer: EDDIE });
}

const merge = ({ forge }: LocalForgePlace, { number, head }: ChangeRequest): Promise<ChangeRequest> =>
  forge.merge(number, { by: ADA, head });

const FILE = 'new-checkout.yaml';
const edit = (from: string, to: string): string => CHECKOUT.replace(from, to);
const STAGING_ON = edit('staging: { enabled: true, default: off }', 'staging: { enabled: true, default: on }');
const DESCRIBED = edit('New checkout page', 'The new checkout');

describe('two changes', () => {
  test('of the same line conflict, by file and flag, and nothing moves', async () => {
    const place = await make();
    const one = await propose(place, [{ path: FILE, text: STAGING_ON }]);
    const other = await propose(place, [
      { path: FILE, text: edit('staging: { enabled: true', 'staging: { enabled: false') },
    ]);
    await merge(place, one);
    const tip = await place.forge.baseCommit();
    expect(await place.forge.mergeState(2)).toEqual({ kind: 'conflicts', paths: [FILE] });
    await expect(merge(place, other)).rejects.toMatchObject({
      ...{ exitCode: 1, code: 'FF4153', message: expect.stringContaining('new-checkout.yaml (flag new-checkout)') },
    });
    expect(await place.forge.baseCommit()).toBe(tip);
    expect(await place.forge.read(2)).toMatchObject({ state: 'open' });
    expect(place.text(FILE)).toBe(STAGING_ON);
  });

  test('of other lines and other files merge, each on the base it was made on', async () => {
    const place = await make();
    const base = await place.forge.baseCommit();
    const one = await propose(place, [{ path: FILE, text: STAGING_ON }]);
    const other = await propose(place, [{ path: FILE, text: DESCRIBED }]);
    await merge(place, one);
    const late = await propose(place, [{ path: 'other.yaml', text: CHECKOUT }], base);
    await merge(place, other);
    await merge(place, late);
    expect(place.text(FILE)).toBe(STAGING_ON.replace('New checkout page', 'The new checkout'));
    expect(place.text('other.yaml')).toBe(CHECKOUT);
    expect(late.baseCommit).toBe(base);
  });

  test('of the same file are told apart when the second is opened on an old base', async () => {
    const place = await make();
    const base = await place.forge.baseCommit();
    await merge(place, await propose(place, [{ path: FILE, text: STAGING_ON }]));
    await expect(propose(place, [{ path: FILE, text: DESCRIBED }], base)).rejects.toMatchObject({ code: 'FF4153' });
  });

  test('that fit line by line and are wrong together are refused, with what is wrong', async () => {
    const place = await make({ 'old-api.yaml': CHECKOUT, [FILE]: CHECKOUT });
    const archived = await propose(place, [{ path: 'old-api.yaml', text: `${CHECKOUT}archived: true\n` }]);
    const required = await propose(place, [
      { path: FILE, text: `${CHECKOUT}requires: [{ flag: old-api, variant: on }]\n` },
    ]);
    await merge(place, archived);
    await expect(merge(place, required)).rejects.toMatchObject({
      ...{ exitCode: 1, code: 'FF4154', message: expect.stringContaining(FILE) },
    });
    expect(place.text(FILE)).toBe(CHECKOUT);
  });

  test('that fail a flag test together are refused', async () => {
    const tests = `tests:\n  - { name: nobody in staging, environment: staging, context: {}, expect: { value: false } }\n`;
    const place = await make();
    const tested = await propose(place, [{ path: 'new-checkout.test.yaml', text: tests }]);
    const changed = await propose(place, [{ path: FILE, text: STAGING_ON }]);
    await merge(place, tested);
    await expect(merge(place, changed)).rejects.toMatchObject({
      ...{ code: 'FF4154', message: expect.stringContaining('nobody in staging') },
    });
  });
});

test('twenty changes opened at once get twenty numbers, and twenty merges at once are all there', async () => {
  const place = await make();
  const other = place.open();
  const texts = Array.from({ length: 20 }, (_, index) => CHECKOUT.replace('New checkout page', `Flag ${index}`));
  const opened = await Promise.all(texts.map((text, index) => propose(place, [{ path: `flag-${index}.yaml`, text }])));
  expect(opened.map(({ number }) => number).sort((a, b) => a - b)).toEqual(texts.map((_, index) => index + 1));
  const merged = await Promise.all(
    opened.map(({ number, head }, index) => (index % 2 === 0 ? place.forge : other).merge(number, { by: ADA, head })),
  );
  expect(new Set(merged.map(({ mergeCommit }) => mergeCommit)).size).toBe(20);
  for (const [index, text] of texts.entries()) expect(place.text(`flag-${index}.yaml`)).toBe(text);
  const line = place.git('rev-list', '--first-parent', 'main').split('\n');
  expect(merged.every(({ mergeCommit }) => line.includes(mergeCommit ?? ''))).toBe(true);
  expect(line).toHaveLength(21);
});

describe('what is written back', () => {
  test('keeps CRLF, comments and a byte order mark', async () => {
    const crlf = CHECKOUT.replaceAll('\n', '\r\n');
    const place = await make({ [FILE]: crlf });
    place.write({ [FILE]: `\ufeff${crlf}` });
    const text = STAGING_ON.replaceAll('\n', '\r\n');
    await merge(place, await propose(place, [{ path: FILE, text }]));
    expect(place.text(FILE)).toBe(`\ufeff${text}`);
  });

  test('never overwrites an edit that is in no commit, and writes no file of the change then', async () => {
    const place = await make({ [FILE]: CHECKOUT, 'z-last.yaml': CHECKOUT });
    const change = await propose(place, [
      { path: FILE, text: STAGING_ON },
      { path: 'z-last.yaml', text: STAGING_ON },
    ]);
    place.write({ 'z-last.yaml': DESCRIBED });
    const tip = await place.forge.baseCommit();
    await expect(merge(place, change)).rejects.toMatchObject({ exitCode: 1, code: 'FF4155' });
    expect(place.text(FILE)).toBe(CHECKOUT);
    expect(place.text('z-last.yaml')).toBe(DESCRIBED);
    expect(await place.forge.baseCommit()).toBe(tip);
    expect(await place.forge.read(1)).toMatchObject({ state: 'open', mergeCommit: null });
  });

  test('never replaces a file that the project does not have', async () => {
    const place = await make();
    place.write({ 'segments/notes.txt': 'mine\n' });
    const segment = { path: 'segments/beta.yaml', text: 'description: Beta\nincludeFile: notes.txt\n' };
    const change = await propose(place, [segment, { path: 'segments/notes.txt', text: 'theirs\n' }]);
    await expect(merge(place, change)).rejects.toMatchObject({ code: 'FF4155' });
    expect(place.text('segments/notes.txt')).toBe('mine\n');
    expect(existsSync(join(place.directory, segment.path))).toBe(false);
  });

  test('follows no link out of the project', async () => {
    const place = await make();
    const outside = mkdtempSync(join(tmpdir(), 'flagforge-outside-'));
    try {
      writeFileSync(join(outside, 'target.yaml'), CHECKOUT);
      symlinkSync(outside, join(place.directory, 'segments'));
      rmSync(join(place.directory, FILE));
      symlinkSync(join(outside, 'target.yaml'), join(place.directory, FILE));
      const files = [
        [{ path: 'segments/beta.yaml', text: 'description: Beta\ninclude: [a]\n' }],
        [{ path: FILE, text: STAGING_ON }],
      ];
      for (const change of files)
        await expect(merge(place, await propose(place, change))).rejects.toMatchObject({ code: 'FF4155' });
      expect(existsSync(join(outside, 'beta.yaml'))).toBe(false);
      expect(readFileSync(join(outside, 'target.yaml'), 'utf8')).toBe(CHECKOUT);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  test('is put back whole when a file cannot be written', async () => {
    const place = await make();
    const change = await propose(place, [
      { path: FILE, text: STAGING_ON },
      { path: 'segments/beta.yaml', text: 'description: Beta\ninclude: [a]\n' },
    ]);
    const tip = await place.forge.baseCommit();
    const forge = place.open({
      onStep: (step) => {
        // The disk gives up after the first file.
        if (step === 'file') throw new Error('no space left on device');
      },
    });
    await expect(forge.merge(1, { by: ADA, head: change.head })).rejects.toMatchObject({ exitCode: 3, code: 'FF4165' });
    expect(place.text(FILE)).toBe(CHECKOUT);
    expect(await place.forge.baseCommit()).toBe(tip);
    expect(await place.forge.read(1)).toMatchObject({ state: 'open' });
    await merge(place, change);
    expect(place.text(FILE)).toBe(STAGING_ON);
  });

  test('keeps the mode of a file', async () => {
    const place = await make();
    chmodSync(join(place.directory, FILE), 0o600);
    await merge(place, await propose(place, [{ path: FILE, text: STAGING_ON }]));
    expect(place.text(FILE)).toBe(STAGING_ON);
    expect(statSync(join(place.directory, FILE)).mode & 0o777).toBe(0o600);
  });
});

test('a save between the judgement and the merge is kept: the merge is worked out anew on top of it', async () => {
  const place = await make();
  const change = await propose(place, [{ path: FILE, text: STAGING_ON }]);
  let judged = 0;
  const forge = place.open({
    mayMerge: async () => {
      judged += 1;
      if (judged === 1) place.save({ 'saved.yaml': CHECKOUT });
    },
  });
  await forge.merge(1, { by: ADA, head: change.head });
  expect(judged).toBe(2);
  expect(place.git('ls-tree', '--name-only', 'main').split('\n')).toContain('saved.yaml');
  expect(place.text('saved.yaml')).toBe(CHECKOUT);
});

test('a process that has nobody to judge merges nothing', async () => {
  const place = await make();
  const { number, head } = await propose(place, [{ path: FILE, text: STAGING_ON }]);
  const { history, directory, organization, database } = place;
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory };
  const forge = openLocalForge({ place: { folder: history, env }, database, organization, project: 'shop', directory });
  await expect(forge.merge(number, { by: ADA, head })).rejects.toMatchObject({ exitCode: 2, code: 'FF4163' });
});

test('a viewer merges nothing and closes only what is their own', async () => {
  const place = await make();
  const { number, head } = await propose(place, [{ path: FILE, text: STAGING_ON }]);
  const vera = { identity: 'clerk:user_vera', kind: 'human', name: 'Vera', claims: ['clerk:org:viewer'] } as const;
  await expect(place.forge.merge(number, { by: vera, head })).rejects.toMatchObject({ exitCode: 1, code: 'FF4169' });
  await expect(place.forge.close(number, vera)).rejects.toMatchObject({ code: 'FF4169' });
  await expect(place.forge.close(number, EDDIE)).resolves.toMatchObject({ state: 'closed' });
});

test('what was closed or merged takes nothing more, and what is not there is said', async () => {
  const place = await make();
  const { number, head } = await propose(place, [{ path: FILE, text: STAGING_ON }]);
  expect(await place.forge.close(number, EDDIE)).toMatchObject({ state: 'closed' });
  await expect(merge(place, { ...(await place.forge.read(1)), head })).rejects.toMatchObject({ code: 'FF4156' });
  await expect(place.forge.close(number, EDDIE)).rejects.toMatchObject({ code: 'FF4156' });
  for (const none of [0, -1, 2, 1.5, 2 ** 40, Number.NaN])
    await expect(place.forge.read(none)).rejects.toMatchObject({ exitCode: 2, code: 'FF4151' });
});

test('a comment is rewritten in place, by its marker', async () => {
  const place = await make();
  await propose(place, [{ path: FILE, text: STAGING_ON }]);
  await place.forge.comment(1, 'diff', 'first');
  await place.forge.comment(1, 'diff', 'second');
  await place.forge.comment(1, 'check', 'third');
  expect(await place.forge.comments(1)).toEqual([
    { marker: 'check', markdown: 'third' },
    { marker: 'diff', markdown: 'second' },
  ]);
});
