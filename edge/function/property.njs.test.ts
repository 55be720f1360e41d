/** Random snapshots and contexts through the built function, against the engine; and packed values read back. */
import { createEvaluator, type Snapshot } from '@flagforge/sdk/engine';
import { prepareSnapshot } from '@flagforge/sdk/engine/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionSnapshots, snapshots } from '../../sdk/conformance/arbitraries/snapshots.ts';
import { contexts, flagKeys, instants } from '../../sdk/conformance/arbitraries/vocabulary.ts';
import { pagesOf, placeKeys } from '../pack/index.ts';
import { packFlag } from '../pack/pack-flag.ts';
import { type JsonValue, shorten, shortName } from '../pack/short-names.ts';
import { splitFlag } from '../pack/split-flag.ts';
import { judge } from '../testing/judge.ts';
import { forClients, packedStore, sha256 } from '../testing/packed-store.ts';
import { runInNjs, runInNode } from '../testing/run-trials.ts';
import { type Trial, type Trials, trialOf } from '../testing/trials.ts';
import { unpackFlag } from '../testing/unpack.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 250);
const SEED = 20_261_123;

const questions = fc.array(
  fc.record({ flag: fc.constantFrom(...flagKeys, 'condition'), context: contexts, now: instants }),
  {
    minLength: 4,
    maxLength: 8,
  },
);
const asked = fc.tuple(fc.oneof(snapshots, conditionSnapshots), questions);

/** Some flags are for clients, so that others are there for them alone. */
function someForClients(snapshot: Snapshot): Snapshot {
  return { ...snapshot, flags: snapshot.flags.map((flag, i) => ({ ...flag, client: i % 4 !== 3 })) };
}

function trialsOf(
  samples: readonly (readonly [Snapshot, readonly { flag: string; context: unknown; now: number }[]])[],
): Trials {
  const stores: ReadonlyMap<string, string>[] = [];
  const trials: Trial[] = [];
  for (const [given, all] of samples) {
    const snapshot = someForClients(given);
    const visible = new Set(snapshot.flags.flatMap(({ key, client }) => (client ? [key] : [])));
    stores.push(packedStore(snapshot).entries);
    const engine = createEvaluator(snapshot);
    for (const { flag, context, now } of all) {
      const trial = trialOf(
        `${JSON.stringify({ snapshot, flag, context, now })}`,
        engine,
        { name: '', flag, context: context as never, now, expect: {} as never },
        stores.length - 1,
      );
      const hidden = { reason: 'error', errorCode: 'flag_not_found' };
      trials.push(visible.has(flag) ? trial : { ...trial, expected: trial.isPlain ? hidden : trial.expected });
    }
  }
  return { stores, trials };
}

test('whatever the function answers about random snapshots is what the engine answers, in Node and in njs', async () => {
  const seed = process.env['FLAGFORGE_SEED'] === 'random' ? {} : { seed: SEED };
  const trials = trialsOf(fc.sample(asked, { numRuns: RUNS, ...seed }));
  for (const outcomes of [await runInNode(trials), runInNjs(trials)]) {
    const { wrong, answered } = judge(outcomes);
    expect(wrong.slice(0, 3)).toEqual([]);
    // What is passed says nothing: most must be answered.
    expect(answered / outcomes.length).toBeGreaterThan(0.6);
  }
});

test('what is packed can be put together again, and nothing is left over or missing', () => {
  fc.assert(
    fc.property(fc.oneof(snapshots, conditionSnapshots), (given) => {
      const snapshot = forClients(given);
      const { entries, packed } = packedStore(snapshot);
      const pointer = entries.get(placeKeys(packed.place).pointer) ?? '';
      const reached = pagesOf(pointer, (key) => entries.get(key), sha256);
      expect([reached.isWhole, [...reached.keys].sort()]).toEqual([true, [...packed.pages.keys()].sort()]);
      const passed = new Set(packed.passed.map(({ flag }) => flag));
      for (const flag of prepareSnapshot(snapshot, {}).flags) {
        const whole = packFlag(flag, false);
        const found = unpackFlag(entries, pointer, flag.key);
        if (whole === null || passed.has(flag.key)) expect(found).toBe(0);
        else expect(withoutNeeds(found)).toEqual(JSON.parse(JSON.stringify(shorten(whole.flag))));
      }
    }),
    { numRuns: RUNS },
  );
});

test('a flag of any size is cut into pages that fit, and put together again', () => {
  const units = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 200 });
  const rule = fc.record({ values: units, depth: fc.nat(12) });
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 5 }), units, (rules, targets) => {
      const condition = (values: readonly string[], depth: number): object =>
        depth === 0
          ? { op: 'in', path: ['country'], values }
          : {
              op: depth % 2 === 0 ? 'and' : 'or',
              of: [condition(values, depth - 1), { op: 'present', path: [`a${depth}`] }],
            };
      const flag = {
        ...{
          key: 'any',
          type: 'boolean',
          off: 'off',
          enabled: true,
          variants: [
            { name: 'on', value: true },
            { name: 'off', value: false },
          ],
        },
        targets: [{ variant: 'on', units: targets }],
        rules: rules.map(({ values, depth }) => ({ if: condition(values, depth), serve: 'on' })),
      };
      const source = { format: 1, unit: ['userId'], flags: [flag], segments: [], groups: [], overlays: [] };
      const [prepared] = prepareSnapshot(source, {}).flags;
      const whole = prepared === undefined ? null : packFlag(prepared, false);
      if (whole === null) throw new Error('the flag is sound');
      const short = JSON.parse(JSON.stringify(shorten(whole.flag))) as JsonValue;
      const split = splitFlag('any', short, { unit: ['userId'], sha256 });
      if (split === null) return;
      const page = JSON.stringify({ any: split.entry });
      for (const value of [page, ...split.pages.values()]) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(1024);
      const entries = new Map([...split.pages].map(([name, value]) => [`~${name}`, value]));
      entries.set('~aaaaaaa', page);
      const pointer = JSON.stringify({
        [shortName('seed')]: 0,
        [shortName('levels')]: 1,
        [shortName('names')]: '00000aaaaaaa',
      });
      expect(unpackFlag(entries, pointer, 'any')).toEqual(short);
    }),
    { numRuns: RUNS },
  );
});

/** Needs that name other flags went with the parts that they are in. */
function withoutNeeds(value: JsonValue | undefined): unknown {
  if (Array.isArray(value)) return value.map(withoutNeeds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      if (name === shortName('needs')) return [];
      return [[name, name === shortName('strings') ? member : withoutNeeds(member)]];
    }),
  );
}
