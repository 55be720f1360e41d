import type { Json } from '@flagforge/sdk/engine';
import { listOf, propertyName, unionOf, valueType } from './value-type.ts';

type Schema = { readonly [keyword: string]: Json };

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const literal = (value: Json): string =>
  typeof value === 'object' && value !== null ? valueType(value) : JSON.stringify(value);

/** What says more than types can, or points elsewhere: then the variants are looked at instead. */
const NOT_TYPES = ['$ref', 'allOf', 'not', 'if', 'patternProperties', 'dependentSchemas', 'prefixItems'];

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string | null {
  if (!isSchema(properties)) return null;
  const wanted = Array.isArray(required) ? required : [];
  const members: string[] = [];
  for (const [name, schema] of Object.entries(properties)) {
    const type = isSchema(schema) ? schemaType(schema) : 'unknown';
    if (type === null) return null;
    members.push(`readonly ${propertyName(name)}${wanted.includes(name) ? '' : '?'}: ${type}`);
  }
  if (additionalProperties !== false) members.push('readonly [name: string]: unknown');
  return `{ ${members.join('; ')} }`;
}

function typeOfKind(kind: Json, schema: Schema): string | null {
  switch (kind) {
    case 'integer':
      return 'number';
    case 'object':
      return objectType(schema);
    case 'array': {
      const element = isSchema(schema['items']) ? schemaType(schema['items']) : 'unknown';
      return element === null ? null : listOf(element);
    }
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return kind;
    default:
      return null;
  }
}

/**
 * The type that a JSON Schema describes, as TypeScript writes it, or null where it says more than a type can.
 * @see JSON Schema 2020-12
 */
export function schemaType(schema: Schema): string | null {
  if (NOT_TYPES.some((keyword) => keyword in schema)) return null;
  if ('const' in schema) return literal(schema['const'] as Json);
  if (Array.isArray(schema['enum'])) return unionOf(schema['enum'].map(literal));
  const choice = schema['anyOf'] ?? schema['oneOf'];
  const kinds = schema['type'] === undefined ? [] : [schema['type']].flat();
  if (Array.isArray(choice)) {
    const types = choice.map((one) => (isSchema(one) ? schemaType(one) : null));
    return kinds.length > 0 || types.includes(null) ? null : unionOf(types as string[]);
  }
  const types = kinds.map((kind) => typeOfKind(kind as Json, schema));
  return types.length === 0 || types.includes(null) ? null : unionOf(types as string[]);
}
