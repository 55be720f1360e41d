import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { loadCaseFiles } from './load.ts';
import { referenceBucket, referenceHash } from './reference-hash.ts';

const files = loadCaseFiles();
const groups = files.flatMap((file) => file.content.groups);

test.each([
  ['foo', 4138058784],
  ['日本', 3302619458],
  ['😀', 3199479546],
])('the hash of %s is the one that the contract names', (text, hash) => {
  expect(referenceHash(text)).toBe(hash);
  expect(groups.flatMap((group) => group.hashes ?? [])).toContainEqual([text, hash]);
});

test('every pinned hash and bucket is that of an implementation that is not ours', () => {
  for (const [text, hash] of groups.flatMap((group) => group.hashes ?? []))
    expect(referenceHash(text), text).toBe(hash);
  for (const vector of groups.flatMap((group) => group.buckets ?? [])) {
    expect(referenceHash(`${vector.salt}:${vector.unit}`)).toBe(vector.hash);
    expect(referenceBucket(vector.salt, vector.unit)).toBe(vector.bucket);
  }
});

const schema = JSON.parse(readFileSync(new URL('case.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

test.each(files)('$name has the shape that the schema says', (file) => {
  expect(validate(file.content), JSON.stringify(validate.errors, null, 2)).toBe(true);
});

test.each(files)('$name names each case once in its group', (file) => {
  for (const group of file.content.groups) {
    const names = [...(group.cases ?? []), ...(group.conditions ?? [])].map((one) => one.name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
});
