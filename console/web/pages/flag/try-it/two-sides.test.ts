/** Live beside the draft: which steps stand together, what differs in them, and who moves. */
import { execFileSync } from 'node:child_process';
import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignSteps, mergeLines } from './align-steps.ts';
import { askEngine } from './ask-engine.ts';
import { curlLine, explainLine } from './command-lines.ts';
import { CROWD, crowdOf } from './crowd.ts';

const snapshotOf = (flag: Partial<Flag>): Snapshot => ({
  ...{ unit: ['userId'], instants: [], overlays: [], overrides: 'denied', format: 1, segments: [], groups: [] },
  ...{ organization: '', project: '', environment: '', compiler: '', version: 1, commit: null },
  ...{ contentHash: '', hash: '' },
  flags: [
    {
      ...{ key: 'f', type: 'boolean', off: 'off', enabled: true },
      variants: [
        { name: 'on', value: true },
        { name: 'off', value: false },
      ],
      ...flag,
    },
  ],
});

const split = (on: number): Pick<Flag, 'default'> => ({
  default: {
    rollout: {
      ...{ unit: ['userId'], salt: 'f' },
      weights: [
        ['on', on],
        ['off', 100_000 - on],
      ],
    },
  },
});
const rule = (name: string, country: string) => ({
  ...{ name, serve: 'on' },
  if: { op: '==', path: ['country'], value: country } as const,
});

const ask = (flag: Partial<Flag>, context = { userId: 'u-73', country: 'DE' }) =>
  askEngine(snapshotOf(flag), { flag: 'f', context, now: 0 });

test('a share that grows is one line, with what stands there live', () => {
  const [live, draft] = [ask(split(10_000)), ask(split(25_000))];
  const pairs = alignSteps(live.steps, draft.steps);
  expect(pairs.map(({ id }) => id)).toEqual(['killed', 'enabled', 'otherwise']);
  const last = pairs.at(-1);
  const merged = last === undefined ? null : mergeLines(last);
  expect(merged?.flat().filter(({ before }) => before !== null).length).toBeGreaterThan(0);
});

test('a rule that is new, one that went, and what only live came to stand in the order of the ladder', () => {
  const live = ask({ rules: [rule('old', 'FR'), rule('both', 'US')], ...split(10_000) });
  const draft = ask({ rules: [rule('both', 'US'), rule('new', 'DE')], ...split(10_000) });
  const pairs = alignSteps(live.steps, draft.steps);
  expect(pairs.map(({ id, live: a, draft: b }) => [id, a !== null, b !== null])).toEqual([
    ['killed', true, true],
    ['enabled', true, true],
    ['rule old', true, false],
    ['rule both', true, true],
    ['rule new', false, true],
    ['otherwise', true, false],
  ]);
  expect(pairs.filter((pair) => mergeLines(pair) === null).map(({ id }) => id)).toEqual([
    'rule old',
    'rule new',
    'otherwise',
  ]);
});

test('every step of both is there once, whatever they are', () => {
  const rules = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 });
  fc.assert(
    fc.property(rules, rules, (mine, theirs) => {
      const [live, draft] = [mine, theirs].map((names) => ask({ rules: names.map((name) => rule(name, 'US')) }).steps);
      const pairs = alignSteps(live ?? [], draft ?? []);
      expect(pairs.flatMap((pair) => pair.draft ?? [])).toEqual(draft);
      expect(new Set(pairs.flatMap((pair) => pair.live ?? []))).toEqual(new Set(live));
      expect(pairs.flatMap((pair) => pair.live ?? [])).toHaveLength(live?.length ?? 0);
    }),
  );
});

test('among made-up others nobody loses what grows, and the counts are near the shares', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 100_000 }), (a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      const question = { flag: 'f', context: { userId: 'u-73' }, now: 0 };
      const crowd = crowdOf(snapshotOf(split(less)), snapshotOf(split(more)), question);
      if (crowd === null) return;
      const on = crowd.rows.find(({ variant }) => variant === 'on');
      expect(crowd.rows.reduce((sum, { live }) => sum + live, 0)).toBe(CROWD);
      expect(Math.abs((on?.live ?? 0) / CROWD - less / 100_000)).toBeLessThan(0.06);
      expect(crowd.moves.filter(({ from }) => from === 'on')).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

test('nobody is made up where all would get the same, or where the context names nobody', () => {
  const question = { flag: 'f', now: 0, context: { userId: 'u-73' } };
  expect(crowdOf(snapshotOf({}), undefined, question)).toBeNull();
  expect(crowdOf(snapshotOf(split(50_000)), undefined, { ...question, context: {} })).toBeNull();
  expect(crowdOf(snapshotOf(split(50_000)), undefined, question)?.units).toEqual(['userId']);
});

test('a flag that the environment does not have has an answer in words, and no steps', () => {
  const { result, steps, why } = askEngine(null, { flag: 'f', context: {}, now: 0 });
  expect([result.reason, steps, why]).toEqual(['error', [], 'This environment does not have the flag']);
});

test('what is copied for a shell says what was asked, whatever is in it', () => {
  const context = { userId: `it's "$HOME" \`id\` \\ \n;` };
  const said = (line: string, flag: string): unknown => {
    const words = execFileSync('sh', ['-c', `set -- ${line}; for each; do printf '%s\\0' "$each"; done`]).toString();
    const all = words.split('\0');
    return JSON.parse(all[all.indexOf(flag) + 1] ?? 'null');
  };
  const asked = { flag: 'f', environment: 'production', context, at: 0 };
  expect(said(explainLine(asked), '--context')).toEqual(context);
  expect(explainLine(asked)).toContain('--now 1970-01-01T00:00:00.000Z');
  expect(said(curlLine(asked), '-d')).toEqual({ context });
});
