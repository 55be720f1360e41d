import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { ADA, CHECKOUT, createLocalForgePlace, EDDIE, type LocalForgePlace } from '../../testing/local-forge-place.ts';
import type { MergeStep } from './local-parts.ts';

/** As `npm test` builds it. */
const CHILD = fileURLToPath(new URL('../../dist/testing/merge-and-die.js', import.meta.url));

/** The step after which the process is killed, and whether the branch has moved by then. */
const POINTS: readonly (readonly [MergeStep, boolean])[] = [
  ['journal', false],
  ['branch', true],
  ['file', true],
  ['files', true],
  ['recorded', true],
];

const ON = CHECKOUT.replace('    default: off\n', '    default: on\n');
const OTHER = CHECKOUT.replace('New checkout page', 'Another one');
const FILES = [
  { path: 'a.yaml', text: ON },
  { path: 'b.yaml', text: ON },
  { path: 'gone.yaml', text: null },
  { path: 'segments/beta.yaml', text: 'description: Beta\ninclude: [u-1]\n' },
];

let place: LocalForgePlace | null = null;
afterEach(async () => {
  await place?.remove();
  place = null;
});

async function dieAfter({ history, directory, organization, databaseUrl }: LocalForgePlace, step: string) {
  const child = spawn(process.execPath, [CHILD, history, directory, organization, step], {
    env: { PATH: process.env['PATH'], HOME: directory, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal;
}

async function make(): Promise<LocalForgePlace> {
  place = await createLocalForgePlace({ 'a.yaml': CHECKOUT, 'b.yaml': CHECKOUT, 'gone.yaml': OTHER });
  const baseCommit = await place.forge.baseCommit();
  await place.forge.open({ title: 'All of them', body: '', baseCommit, files: FILES, proposer: EDDIE });
  return place;
}

describe('a merge whose process is killed', () => {
  test.each(POINTS)('after the step %s is whole or has not happened', async (step, hasMoved) => {
    const made = await make();
    const before = made.git('rev-parse', 'main');
    expect(await dieAfter(made, step)).toBe('SIGKILL');
    expect(made.git('rev-parse', 'main') !== before).toBe(hasMoved);
    const repaired = await made.forge.settled(async (found) => found);
    expect(repaired).toEqual(hasMoved ? { number: 1, left: [] } : null);
    const request = await made.forge.read(1);
    expect(request).toMatchObject({ state: hasMoved ? 'merged' : 'open' });
    expect(request.mergeCommit).toBe(hasMoved ? made.git('rev-parse', 'main') : null);
    for (const { path, text } of FILES) {
      if (hasMoved && text !== null) expect(made.text(path)).toBe(text);
      else expect(existsSync(join(made.directory, path))).toBe(!hasMoved && !path.startsWith('segments/'));
    }
    expect(await made.forge.settled(async (found) => found)).toBeNull();
    // Nothing that is left of it stands in the way.
    if (!hasMoved) {
      const { head } = await made.forge.read(1);
      await made.forge.merge(1, { by: ADA, head });
      expect(made.text('a.yaml')).toBe(ON);
    }
  });

  test('leaves an edit made since to its author, and names the file', async () => {
    const made = await make();
    expect(await dieAfter(made, 'file')).toBe('SIGKILL');
    const edited = CHECKOUT.replace('New checkout page', 'Edited meanwhile');
    made.write({ 'b.yaml': edited });
    expect(await made.forge.settled(async (found) => found)).toEqual({ number: 1, left: ['b.yaml'] });
    expect(made.text('b.yaml')).toBe(edited);
    expect(made.text('a.yaml')).toBe(ON);
    expect(await made.forge.read(1)).toMatchObject({ state: 'merged' });
  });

  test('is finished by the next merge, in another process', async () => {
    const made = await make();
    expect(await dieAfter(made, 'branch')).toBe('SIGKILL');
    // The base as git has it: what was merged is there, although no file has it yet.
    const baseCommit = await made.forge.baseCommit();
    const more = ON.replace('staging: { enabled: true, default: off }', 'staging: { enabled: true, default: on }');
    const { head } = await made.forge.open({
      ...{ title: 'More', body: '', baseCommit, files: [{ path: 'a.yaml', text: more }], proposer: EDDIE },
    });
    await made.forge.merge(2, { by: ADA, head });
    expect(made.text('a.yaml')).toBe(more);
    expect(made.text('b.yaml')).toBe(ON);
    expect((await made.forge.list({ state: 'all', limit: 9 })).map(({ state }) => state)).toEqual(['merged', 'merged']);
  });
});
