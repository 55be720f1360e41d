import type { Json } from '@flagforge/sdk/engine';
import { expect, test } from 'vitest';
import { createJsonValidator } from './json-schema.ts';

const validate = createJsonValidator();

test('says where in the value, and what', () => {
  const schema = { type: 'object', properties: { sizes: { type: 'array', items: { type: 'number' } } } };
  expect(validate(schema, { sizes: [1, 'x'] })).toEqual({
    problems: [{ path: ['sizes', 1], message: 'must be number' }],
  });
  expect(validate(schema, { sizes: [1] })).toEqual({ problems: [] });
});

test('points at the key that the schema does not know', () => {
  const schema = { type: 'object', additionalProperties: false };
  expect(validate(schema, { extra: 1 })).toEqual({
    problems: [{ path: ['extra'], message: 'the schema knows no key "extra"' }],
  });
});

test.each([
  ['an unknown type', { type: 'strin' }],
  ['a keyword of the wrong type', { minLength: 'x' }],
  ['a bad pattern', { type: 'string', pattern: '(' }],
  ['a reference to nothing', { $ref: '#/definitions/gone' }],
  ['a reference to another document', { $ref: 'https://example.com/x.json' }],
  ['a schema version that is not known', { $schema: 'https://example.com/mine', type: 'object' }],
])('reports %s as a problem of the schema', (_, schema) => {
  expect(validate(schema, {})).toHaveProperty('schemaProblem');
});

test.each([
  ['2020-12 without a version', { prefixItems: [{ type: 'number' }] }, ['x'], 1],
  ['draft-07', { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'number' }] }, ['x'], 1],
  [
    '2019-09',
    { $schema: 'https://json-schema.org/draft/2019-09/schema', dependentRequired: { a: ['b'] } },
    { a: 1 },
    1,
  ],
  ['formats', { format: 'date' }, '2027-02-30', 1],
  ['boolean schemas', true, 1, 0],
  ['a schema that refuses all', false, 1, 1],
])('takes %s', (_, schema, value, count) => {
  const result = validate(schema, value);
  expect('problems' in result && result.problems.length).toBe(count);
});

test('takes two schemas with one $id', () => {
  expect(validate({ $id: 'x', type: 'string' }, 1)).toHaveProperty('problems.length', 1);
  expect(validate({ $id: 'x', type: 'number' }, 1)).toHaveProperty('problems.length', 0);
});

test('does not mistake what an object inherits for its own', () => {
  expect(validate({ type: 'object', required: ['toString'] }, {})).toHaveProperty('problems.length', 1);
});

const doubling = Object.fromEntries(
  Array.from({ length: 40 }, (_, index) => [
    `s${index}`,
    index === 39
      ? { type: 'number' }
      : { allOf: [{ $ref: `#/$defs/s${index + 1}` }, { $ref: `#/$defs/s${index + 1}` }] },
  ]),
);

test.each<[string, object, Json]>([
  ['a pattern that backtracks', { type: 'string', pattern: '^(a+)+$' }, `${'a'.repeat(60)}!`],
  ['references that double', { $ref: '#/$defs/s0', $defs: doubling }, 1],
])('%s is a problem of the schema, and not of whoever waits', (_, schema, value) => {
  const check = createJsonValidator();
  const startedAt = performance.now();
  const refused = { schemaProblem: expect.stringContaining('takes too long') };
  expect(check(schema as Json, value)).toEqual(refused);
  // It is not tried again, and of many such schemas only the first few are.
  expect(check(schema as Json, value)).toEqual(refused);
  for (let index = 0; index < 20; index += 1)
    expect(check({ ...schema, title: `${index}` } as Json, value)).toEqual(refused);
  expect(performance.now() - startedAt).toBeLessThan(8_000);
});
