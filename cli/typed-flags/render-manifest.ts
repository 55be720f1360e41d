import type { Json } from '@flagforge/sdk/engine';
import type { FlagSource } from '../compile/index.ts';

/** What the schema of the manifest knows of a JSON Schema. */
const KEYWORDS = ['type', 'properties', 'required', 'items', 'additionalProperties'];

type Loose = { readonly [key: string]: Json };

const isLoose = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The part of a JSON Schema that the manifest can say, or null where it cannot say what kind of value it is. */
function manifestSchema(schema: unknown): Loose | null {
  if (!isLoose(schema) || typeof schema['type'] !== 'string' || schema['type'] === 'null') return null;
  const kept: Record<string, Json> = {};
  for (const keyword of KEYWORDS) {
    const value = schema[keyword];
    if (value === undefined) continue;
    if (keyword === 'items') {
      const items = manifestSchema(value);
      if (items !== null) kept[keyword] = items;
    } else if (keyword === 'properties' && isLoose(value)) {
      const properties = Object.entries(value).map(([name, property]) => [name, manifestSchema(property)] as const);
      if (properties.every(([, property]) => property !== null))
        kept[keyword] = Object.fromEntries(properties) as Loose;
    } else if (keyword !== 'additionalProperties' || typeof value === 'boolean') kept[keyword] = value;
  }
  return kept;
}

/** A number is a float unless every variant is whole, and small enough to be an integer in any language. */
function manifestType({ type, variants }: FlagSource): string {
  if (type === 'json') return 'object';
  if (type !== 'number') return type;
  return variants.every(({ value }) => Number.isSafeInteger(value)) ? 'integer' : 'float';
}

/**
 * The flags as a manifest of the OpenFeature CLI, which writes typed accessors for other languages. The default of each is
 * the value of its off variant: what a flag serves when it is off is what code is to do without an answer.
 * @see https://github.com/open-feature/cli, schema/v0
 */
export function renderManifest(flags: readonly FlagSource[]): string {
  const entries = [...flags]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((flag) => {
      const { key, description, variants, off } = flag;
      const schema = flag.type === 'json' ? manifestSchema(flag.schema) : null;
      const entry = {
        flagType: manifestType(flag),
        defaultValue: variants.find(({ name }) => name === off)?.value ?? null,
        ...(description !== null && { description }),
        ...(schema !== null && { schema }),
      };
      return [key, entry] as const;
    });
  const $schema = 'https://raw.githubusercontent.com/open-feature/cli/refs/heads/main/schema/v0/flag-manifest.json';
  return `${JSON.stringify({ $schema, flags: Object.fromEntries(entries) }, null, 2)}\n`;
}
