import type { Schema } from './api-description.ts';

/**
 * Adds what every answer of GitHub is full of and nobody here reads: addresses (`..._url`, `_links`) and node ids. What
 * means something is never invented: a missing key of any other name stays missing, and the check of the answer says so.
 */
export function fillAddresses(schema: Schema, value: unknown, schemas: Readonly<Record<string, Schema>>): unknown {
  const own = resolve(schema, value, schemas);
  if (Array.isArray(value)) {
    const items = own.items;
    return isObject(items) ? value.map((item) => fillAddresses(items, item, schemas)) : value;
  }
  if (!isObject(value)) return value;
  const properties = isObject(own.properties) ? own.properties : {};
  const filled: Record<string, unknown> = { ...value };
  for (const key of Array.isArray(own.required) ? own.required.map(String) : []) {
    const property = properties[key];
    if (key in filled || !isObject(property)) continue;
    const made = makeAddress(key, property, schemas);
    if (made !== undefined) filled[key] = made;
  }
  for (const [key, inner] of Object.entries(filled)) {
    const property = properties[key];
    if (isObject(property)) filled[key] = fillAddresses(property, inner, schemas);
  }
  return filled;
}

function makeAddress(key: string, schema: Schema, schemas: Readonly<Record<string, Schema>>): unknown {
  if (key === 'node_id') return 'MDQ6Tm9kZTE=';
  if (/(?:^|_)(?:url|href)$/.test(key)) return `https://api.github.test/${key}`;
  if (key !== '_links') return undefined;
  const { required } = resolve(schema, {}, schemas);
  return Object.fromEntries(
    (Array.isArray(required) ? required : []).map((name) => [name, { href: `https://api.github.test/${name}` }]),
  );
}

/** Follows references, and takes the branch of a choice that has the value's keys. */
function resolve(schema: Schema, value: unknown, schemas: Readonly<Record<string, Schema>>): Schema {
  if (typeof schema.$ref === 'string') {
    return resolve(schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {}, value, schemas);
  }
  const choices = [schema.oneOf, schema.anyOf].find((branches) => Array.isArray(branches));
  if (!Array.isArray(choices) || !isObject(value)) return schema;
  const branches = choices.map((branch) => resolve(branch as Schema, value, schemas));
  const keys = Object.keys(value);
  const fit = branches.find(({ properties }) => isObject(properties) && keys.every((key) => key in properties));
  return fit ?? schema;
}

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
