import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';

const here = (file: string): URL => new URL(file, import.meta.url);

test('the committed validators are what the schemas give', async () => {
  const generator = (await import(here('./generate.mjs').href)) as { generateValidators: () => string };
  expect(readFileSync(here('./validators.generated.ts'), 'utf8')).toBe(generator.generateValidators());
});

test('the committed validators import nothing and build no function at run time', () => {
  const code = readFileSync(here('./validators.generated.ts'), 'utf8');
  expect(code).not.toMatch(/new Function|\beval\(|^import |\bimport\(/m);
});

test.each(['project', 'flag', 'segment', 'contexts', 'flag-tests'])(
  'the schema of a %s file is valid, and describes each key for editors',
  (kind) => {
    const schema = JSON.parse(readFileSync(here(`./${kind}.schema.json`), 'utf8')) as Record<string, unknown>;
    expect(new Ajv({ strict: false }).validateSchema(schema)).toBe(true);
    const properties = (schema['properties'] ?? {}) as Record<string, { description?: string; $ref?: string }>;
    for (const [key, property] of Object.entries(properties)) {
      if (key !== 'tests') expect(property.description ?? property.$ref, key).toBeTruthy();
    }
  },
);
