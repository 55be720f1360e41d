/** The context that is tried: text, form and JSON say the same, and nothing of it is lost. */
import { createEvaluator, type Json } from '@flagforge/sdk/engine';
import fc from 'fast-check';
import type { AttributeType } from 'flagforge/compile';
import { printPath } from 'flagforge/compile/expression';
import { expect, test } from 'vitest';
import { contextFields } from './context-fields.ts';
import { type ContextObject, contextText, readContext } from './context-text.ts';
import { attributeAt, withAttribute } from './edit-context.ts';
import { fieldText, fieldValue } from './field-text.ts';

test.each([
  ['{ "userId": u-73 }', 1, 13, /double quotes/],
  ['{\n  "userId": "u-73",\n}', 3, 1, /comma/],
  ['', 1, 1, /empty/],
  ['{ "a": 1', 1, 9, /too early/],
  ['["u-73"]', 1, 1, /an object/],
  ['null', 1, 1, /an object/],
])('says where %j stops being a context, and why', (text, line, column, problem) => {
  const { mistake } = readContext(text);
  expect([mistake?.line, mistake?.column]).toEqual([line, column]);
  expect(mistake?.problem).toMatch(problem);
});

const names = fc.constantFrom('a', 'b', 'company', '__proto__', 'constructor', 'utm.source');
const paths = fc.array(names, { minLength: 1, maxLength: 3 });
const contexts = fc.dictionary(names, fc.jsonValue({ maxDepth: 3 })) as fc.Arbitrary<ContextObject>;

test('what is put at a path is what the engine finds there, and nothing else moves', () => {
  fc.assert(
    fc.property(contexts, paths, paths, fc.constantFrom('x', 1, true), (context, path, other, value) => {
      const next = withAttribute(context, path, value);
      expect(attributeAt(next, path)).toEqual(value);
      expect(holds(next, path, value)).toBe(true);
      const isApart = path.some((name, at) => other[at] !== undefined && other[at] !== name);
      if (isApart) expect(attributeAt(next, other)).toEqual(attributeAt(context, other));
      expect(attributeAt(withAttribute(next, path, undefined), path)).toBeUndefined();
      expect(readContext(contextText(next)).context).toEqual(JSON.parse(JSON.stringify(next)));
    }),
  );
});

function holds(context: ContextObject, path: readonly string[], value: string | number | boolean): boolean {
  const variants = [
    { name: 'on', value: true },
    { name: 'off', value: false },
  ];
  const flag = {
    ...{ key: 'f', type: 'boolean', variants, off: 'off', enabled: true },
    rules: [{ if: { op: '==', path, value }, serve: 'on' }],
  };
  const result = createEvaluator({ format: 1, unit: ['u'], flags: [flag] }).evaluate('f', context, 0);
  return result.reason === 'rule_match';
}

test('an attribute that goes takes the objects with it that only held it', () => {
  const context = { company: { plan: 'pro', address: { city: 'Bonn' } }, age: 3 };
  expect(withAttribute(context, ['company', 'address', 'city'], undefined)).toEqual({
    company: { plan: 'pro' },
    age: 3,
  });
  expect(withAttribute({ company: { plan: 'pro' } }, ['company', 'plan'], undefined)).toEqual({});
  expect(withAttribute({ company: 'Acme' }, ['company', 'plan'], undefined)).toEqual({ company: 'Acme' });
});

const VALUES: Readonly<Record<string, fc.Arbitrary<Json>>> = {
  string: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
  number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  boolean: fc.boolean(),
  'string[]': fc.array(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1, maxLength: 4 }),
  'number[]': fc.array(fc.integer(), { minLength: 1, maxLength: 4 }),
};

test.each(Object.keys(VALUES))('a %s that a field shows is the one that it gives back', (type) => {
  fc.assert(
    fc.property(VALUES[type] ?? fc.boolean(), (value) => {
      const text = fieldText(value, type as AttributeType);
      expect(text).not.toBeNull();
      expect(fieldValue(text ?? '', type as AttributeType)).toEqual({ value });
    }),
  );
});

test('a field leaves to the JSON what it cannot show, and says what is not of its type', () => {
  expect(fieldText({ a: 1 }, 'string')).toBeNull();
  expect(fieldText('one', 'string[]')).toBeNull();
  expect(fieldText(['a, b', 'c'], 'string[]')).toBeNull();
  expect(fieldText(undefined, 'number')).toBe('');
  expect(fieldValue('', 'number')).toEqual({ value: undefined });
  expect(fieldValue('twelve', 'number')).toEqual({ problem: '“twelve” is not a number' });
  expect(fieldValue('1, x', 'number[]')).toEqual({ problem: '“x” is not a number' });
  expect(fieldValue('Infinity', 'number')).toHaveProperty('problem');
});

test('a form asks for what decides: who is hashed first, then what rules, segments and required flags read', () => {
  const rollout = (unit: string[]) => ({ rollout: { unit, salt: 's', weights: [['on', 100_000]] as const } });
  const base = { type: 'boolean' as const, variants: [], off: 'off' };
  const snapshot = {
    ...{ unit: ['userId'], instants: [], overlays: [], overrides: 'denied' as const, format: 1 },
    ...{ organization: '', project: '', environment: '', compiler: '', version: 1, commit: null },
    ...{ contentHash: '', hash: '' },
    flags: [
      { ...base, key: 'api', rules: [{ if: { op: '>=', path: ['age'], value: 18 } as const, serve: 'on' }] },
      {
        ...{ ...base, key: 'own', requires: [{ flag: 'api', variant: 'on' }] },
        rules: [{ if: { op: 'segment', name: 'staff' } as const, ...rollout(['company', 'id']) }],
        schedule: [
          { at: 1, set: { rules: [{ if: { op: '==', path: ['beta'], value: true } as const, serve: 'on' }] } },
        ],
      },
    ],
    segments: [{ name: 'staff', if: { op: 'contains_any', path: ['roles'], values: ['admin'] } as const }],
    groups: [],
  };
  const fields = contextFields([snapshot], 'own', {
    attributes: [{ path: ['roles'], type: 'string[]', enum: ['admin', 'buyer'] }],
    values: { age: ['18'] },
  });
  expect(fields.map(({ path, type, isUnit, isOwn }) => [printPath(path), type, isUnit, isOwn])).toEqual([
    ['userId', 'string', true, true],
    ['company.id', 'string', true, true],
    ['beta', 'boolean', false, true],
    ['age', 'number', false, false],
    ['roles', 'string[]', false, false],
  ]);
  expect(fields.map(({ used }) => used.length)).toEqual([0, 0, 0, 1, 0]);
});
