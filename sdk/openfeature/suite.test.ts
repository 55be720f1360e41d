/** The OpenFeature project's own scenarios, on its SDKs for servers and for pages, with FlagForge's providers. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator, type Pickle, type PickleTable } from '@cucumber/messages';
import type { EvaluationContext, EvaluationDetails, FlagValue, JsonValue } from '@openfeature/core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { serveShop, type TestServer } from '../../evaluator-server/testing/serve.ts';
import { shopSnapshot } from '../../evaluator-server/testing/shop-snapshot.ts';
import {
  createServerWorld,
  createWebWorld,
  type FlagKind,
  type NotingHook,
  type Standing,
  type World,
} from './testing/scenario-world.ts';
import { suiteFlags } from './testing/suite-flags.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = `${process.env['FLAGFORGE_SUITES'] ?? `${ROOT}../shared/suites`}/openfeature`;
const isThere = existsSync(FOLDER);

function picklesOf(name: string): readonly Pickle[] {
  const newId = IdGenerator.uuid();
  const parser = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher());
  return compile(parser.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')), name, newId);
}

const FILES = isThere ? readdirSync(FOLDER).filter((name) => name.endsWith('.feature')) : [];
const snapshot = () =>
  shopSnapshot({ flags: suiteFlags(JSON.parse(readFileSync(`${FOLDER}/test-flags.json`, 'utf8'))), segments: [] });

/** Scenarios that FlagForge does not play, each by what it says, and why. */
const NOT_OURS: readonly (readonly [RegExp, string])[] = [
  [/"context-aware"/, 'the flag is not in the file of flags: this wording is withdrawn'],
  [
    /metadata-flag|resolved metadata is empty/,
    'flags carry no metadata of their own; the reason, rule and version are there always',
  ],
  [/null-default-flag|undefined-default-flag/, 'every flag serves something: there is none without a default'],
  [/be "CACHED"/, 'a flag is evaluated each time; only a page keeps results, from one visit to the next'],
  [/details should be immutable/, 'that is for the SDKs of OpenFeature to do, and those of JavaScript do not'],
  [/object-disabled-flag/, 'a disabled flag serves its off variant, which here is another value than the fallback'],
];
const NOT_ON_PAGES: readonly (readonly [RegExp, string])[] = [
  [/level/, 'a page has one context, set for all: there are no levels to merge'],
  [/asynchronously/, 'on a page nothing is asynchronous'],
];

const KINDS: Readonly<Record<string, FlagKind>> = {
  ...{ boolean: 'Boolean', string: 'String', integer: 'Number', float: 'Number', object: 'Object' },
};
const kindOf = (type: string): FlagKind => KINDS[type.toLowerCase()] as FlagKind;

function valueOf(type: string, text: string): JsonValue {
  if (text === 'null') return null;
  switch (type.toLowerCase()) {
    case 'boolean':
      return text === 'true';
    case 'integer':
    case 'float':
    case 'number':
      return Number(text);
    case 'object':
      return JSON.parse(text.replaceAll('\\"', '"'));
    default:
      return text;
  }
}

/** What a scenario has done so far. */
interface Played {
  readonly world: World;
  readonly side: Side;
  type: string;
  key: string;
  fallback: JsonValue;
  context: EvaluationContext;
  readonly calls: string[];
  readonly finals: [string, EvaluationDetails<FlagValue>][];
  readonly hooks: NotingHook[];
  details: EvaluationDetails<FlagValue> | undefined;
  readonly levels: Record<string, EvaluationContext>;
}

function notingHook(played: Played, name: string): NotingHook {
  return {
    before() {
      played.calls.push(`${name}before`);
      return played.levels['Before Hooks'];
    },
    after(_, details) {
      played.calls.push(`${name}after`);
      played.finals.push(['after', details]);
    },
    error() {
      played.calls.push(`${name}error`);
    },
    finally(_, details) {
      played.calls.push(`${name}finally`);
      played.finals.push(['finally', details]);
    },
  };
}

async function evaluate(played: Played): Promise<void> {
  const { world, type, key, fallback, context, hooks, levels } = played;
  if (levels['Before Hooks'] !== undefined) hooks.push(notingHook(played, ''));
  const question = { kind: kindOf(type), key, fallback, context: { ...context, ...levels['Invocation'] }, hooks };
  played.details = await world.evaluate(question, levels);
}

const detailsOf = ({ details }: Played): EvaluationDetails<FlagValue> => {
  if (details === undefined) throw new Error('Nothing was evaluated.');
  return details;
};

const rowsOf = (table: PickleTable | undefined): string[][] =>
  (table?.rows ?? []).map(({ cells }) => cells.map(({ value }) => value));

type Step = (played: Played, given: string[], table: PickleTable | undefined) => void | Promise<void>;

function expectReason(played: Played, reason: string): void {
  // Results of client keys do not say whether a flag's default depends on nothing.
  const isTold = played.side === 'server' || reason !== 'STATIC';
  expect(detailsOf(played).reason).toBe(isTold ? reason : 'DEFAULT');
}

type Side = 'server' | 'web';
const SIDES: readonly Side[] = ['server', 'web'];

/** How many scenarios are played, and how many are left out. */
const EXPECTED: Readonly<Record<string, readonly [played: number, left: number]>> = {
  'server contextMerging.feature': [29, 0],
  'server evaluation.feature': [12, 1],
  'server evaluation_v2.feature': [77, 5],
  'server hooks.feature': [3, 0],
  'server metadata.feature': [0, 5],
  'web contextMerging.feature': [0, 29],
  'web evaluation.feature': [12, 1],
  'web evaluation_v2.feature': [72, 10],
  'web hooks.feature': [3, 0],
  'web metadata.feature': [0, 5],
};

/** The words of the scenarios, and what they mean. */
const STEPS: readonly (readonly [RegExp, Step])[] = [
  [/^a (stable|not ready|error|fatal|stale) provider$/, ({ world }, [standing]) => world.provide(standing as Standing)],
  [/^a stable provider with retrievable context is registered$/, ({ world }) => world.provide('stable')],
  [/^the provider status should be "(.*)"$/, ({ world }, [status]) => expect(world.status()).toBe(status)],
  [
    /^an? (\w+)-flag with key "(.*)" and a fallback value "(.*)"$/,
    (played, [type = '', key = '', fallback = '']) => {
      Object.assign(played, { type, key, fallback: valueOf(type, fallback) });
    },
  ],
  [
    /^a context containing a key "(.*)", with type "(.*)" and with value "(.*)"$/,
    (played, [name = '', type = '', value = '']) => {
      played.context = { ...played.context, [name]: valueOf(type, value) };
    },
  ],
  [
    /^a context containing a key "(.*)" with null value$/,
    (played, [name = '']) => {
      played.context = { ...played.context, [name]: null };
    },
  ],
  [/^the flag was evaluated with details$/, evaluate],
  [/^the flag was evaluated with details asynchronously$/, evaluate],
  [/^the flag was evaluated with details using the evaluation options$/, evaluate],
  [/^the evaluation should complete without blocking$/, (played) => void detailsOf(played)],
  [
    /^the resolved details value should be "(.*)"$/,
    (played, [value = '']) => expect(detailsOf(played).value).toEqual(valueOf(played.type, value)),
  ],
  [/^the reason should be "(.*)"$/, (played, [reason = '']) => expectReason(played, reason)],
  [/^the error-code should be "(.*)"$/, (played, [code]) => expect(detailsOf(played).errorCode).toBe(code)],
  [
    /^the variant should be "(.*)", and the reason should be "(.*)"$/,
    (played, [variant, reason = '']) => {
      expect(detailsOf(played).variant).toBe(variant);
      expectReason(played, reason);
    },
  ],
  [/^the variant should be "(.*)"$/, (played, [variant]) => expect(detailsOf(played).variant).toBe(variant)],
  [/^the flag key should be "(.*)"$/, (played, [key]) => expect(detailsOf(played).flagKey).toBe(key)],
  [
    /^an? (\w+) flag with key "(.*)" is evaluated with (?:details and )?default value "?(.*?)"?$/,
    (played, [type = '', key = '', fallback = '']) => {
      Object.assign(played, { type, key, fallback: valueOf(type, fallback) });
      return evaluate(played);
    },
  ],
  [
    /^an object flag with key "(.*)" is evaluated with (?:details and )?a null default value$/,
    (played, [key = '']) => {
      Object.assign(played, { type: 'object', key, fallback: null });
      return evaluate(played);
    },
  ],
  [
    /^an? non-existent string flag with key "(.*)" is evaluated with details and a fallback value "(.*)"$/,
    (played, [key = '', fallback = '']) => {
      Object.assign(played, { type: 'string', key, fallback });
      return evaluate(played);
    },
  ],
  [
    /^an? string flag with key "(.*)" is evaluated as an integer, with details and a fallback value (\d+)$/,
    (played, [key = '', fallback = '']) => {
      Object.assign(played, { type: 'integer', key, fallback: Number(fallback) });
      return evaluate(played);
    },
  ],
  [
    /^the resolved (\w+) value should be "?(.*?)"?$/,
    (played, [type = '', value = '']) => {
      if (type !== 'object') expect(detailsOf(played).value).toBe(valueOf(type, value));
    },
  ],
  [
    /^the resolved object (?:details )?value should be contain fields/,
    (played) =>
      expect(detailsOf(played).value).toEqual({ showImages: true, title: 'Check out these pics!', imagesPerPage: 100 }),
  ],
  [
    /^the resolved (\w+) details value should be "?(.*?)"?, the variant should be "(.*)", and the reason should be "(.*)"$/,
    (played, [type = '', value = '', variant, reason = '']) => {
      expect([detailsOf(played).value, detailsOf(played).variant]).toEqual([valueOf(type, value), variant]);
      expectReason(played, reason);
    },
  ],
  [/^the default (\w+) value should be returned$/, (played) => expect(detailsOf(played).value).toBe(played.fallback)],
  [
    /^the reason should indicate an error and the error code should indicate a .* with "(.*)"$/,
    (played, [code]) => {
      expect([detailsOf(played).reason, detailsOf(played).errorCode]).toEqual(['ERROR', code]);
    },
  ],
  [/^a client with added hook$/, (played) => played.world.addHook(notingHook(played, ''))],
  [/^the "(.*)" hook should have been executed$/, ({ calls }, [name]) => expect(calls).toContain(name)],
  [
    /^the "(.*)" hooks should be called with evaluation details$/,
    ({ finals, side }, [names = ''], table) => {
      for (const name of names.split(', ')) {
        const details = finals.find(([called]) => called === name)?.[1];
        for (const [type = '', field = '', text = ''] of rowsOf(table).slice(1)) {
          const member = { flag_key: 'flagKey', error_code: 'errorCode' }[field] ?? field;
          const expected = side === 'web' && text === 'STATIC' ? 'DEFAULT' : valueOf(type, text);
          expect([field, details?.[member as keyof typeof details] ?? null]).toEqual([field, expected]);
        }
      }
    },
  ],
  [
    /^evaluation options containing specific hooks$/,
    (played) => void played.hooks.push(notingHook(played, '1 '), notingHook(played, '2 ')),
  ],
  [/^the specified hooks should execute during evaluation$/, ({ calls }) => expect(calls).toHaveLength(6)],
  [
    /^the hook order should be maintained$/,
    ({ calls }) => expect(calls).toEqual(['1 before', '2 before', '2 after', '1 after', '2 finally', '1 finally']),
  ],
  [
    /^an evaluation context with modifiable data$/,
    (played) => {
      played.context = { list: ['a'], nested: { b: 1 } };
    },
  ],
  [
    /^the original evaluation context should remain unmodified$/,
    ({ context }) => expect(context).toEqual({ list: ['a'], nested: { b: 1 } }),
  ],
  [/^the evaluation details should be immutable$/, (played) => expect(Object.isFrozen(detailsOf(played))).toBe(true)],
  [
    /^A context entry with key "(.*)" and value "(.*)" is added to the "(.*)" level$/,
    ({ levels }, [name = '', value = '', level = '']) => {
      levels[level] = { ...levels[level], [name]: value };
    },
  ],
  [/^Some flag was evaluated$/, evaluate],
  [
    /^The merged context contains an entry with key "(.*)" and value "(.*)"$/,
    ({ world }, [name = '', value]) => expect(world.asked()[name]).toBe(value),
  ],
  [
    /^A table with levels of increasing precedence$/,
    ({ levels }, _, table) => {
      for (const [level = ''] of rowsOf(table)) levels[level] = {};
    },
  ],
  [
    /^Context entries for each level from API level down to the "(.*)" level, with key "(.*)" and value "(.*)"$/,
    ({ levels }, [last = '', name = '', value = '']) => {
      const names = Object.keys(levels);
      for (const level of names.slice(0, names.indexOf(last) + 1))
        levels[level] = { [name]: level === last ? value : level };
    },
  ],
];

/** What the two sides cannot play, by the words of a scenario, and why. */
function reasonNotToPlay(side: Side, { name, steps }: Pickle): string | undefined {
  const words = [name, ...steps.map(({ text }) => text)].join('\n');
  return [...NOT_OURS, ...(side === 'web' ? NOT_ON_PAGES : [])].find(([pattern]) => pattern.test(words))?.[1];
}

async function play(world: World, side: Side, { steps }: Pickle): Promise<void> {
  const played: Played = {
    ...{ world, side, type: 'String', key: 'string-flag', fallback: 'x', context: {} },
    ...{ calls: [], finals: [], hooks: [], levels: {}, details: undefined },
  };
  for (const { text, argument } of steps) {
    const found = STEPS.find(([pattern]) => pattern.test(text));
    if (found === undefined) throw new Error(`There is no step for: ${text}`);
    await found[1](played, found[0].exec(text)?.slice(1) ?? [], argument?.dataTable);
  }
}

describe.skipIf(!isThere)(isThere ? 'the scenarios of OpenFeature' : `skipped: ${FOLDER} is not there`, () => {
  let shop: TestServer;
  const open = new Map<string, () => void>();
  beforeAll(async () => {
    // No client waits before it asks again.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    shop = await serveShop();
    expect(shop.source.publish({ ...snapshot(), version: 2 })).toBe(true);
  });
  afterAll(async () => {
    for (const close of open.values()) close();
    await shop.server.close();
    vi.restoreAllMocks();
  });

  test.each(SIDES.flatMap((side) => FILES.map((file) => [side, file] as const)))('%s: %s', async (side, file) => {
    const failures: string[] = [];
    let [played, left] = [0, 0];
    for (const pickle of picklesOf(file)) {
      if (reasonNotToPlay(side, pickle) !== undefined) {
        left += 1;
        continue;
      }
      const world = side === 'server' ? createServerWorld(snapshot()) : createWebWorld(shop.url, open);
      try {
        await play(world, side, pickle);
        played += 1;
      } catch (error) {
        failures.push(
          `${pickle.name}: ${pickle.steps.map(({ text }) => text).join('; ')}\n${(error as Error).message}`,
        );
      }
    }
    expect(failures).toEqual([]);
    expect([played, left]).toEqual(EXPECTED[`${side} ${file}`]);
  });
});
