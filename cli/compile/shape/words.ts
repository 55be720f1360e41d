/** How values and kinds of values are called in messages. */
import type { Json } from '@flagforge/sdk/engine';
import type { SchemaNode } from './schema-node.ts';

/** Longer values are cut: the excerpt shows them anyway. */
const MAX_SHOWN = 60;

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
  null: 'nothing',
};

/** What kind of value stands there, e.g. `a list`. */
export function kindOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'boolean') return `the boolean ${value}`;
  return typeof value === 'number' ? 'a number' : 'a text';
}

/** The value as a person would quote it, short. */
export function showValue(value: Json | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'object') return kindOf(value);
  const text = JSON.stringify(value);
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN - 1)}…`;
}

/** What a schema node wants, e.g. `a list`, `true or false`. */
export function expectedOf(node: SchemaNode): string {
  const own = node['x-expected'];
  if (typeof own === 'string') return own;
  const type = node['type'];
  if (Array.isArray(type)) return type.map((name) => TYPE_WORDS[String(name)] ?? String(name)).join(' or ');
  const word = TYPE_WORDS[String(type)] ?? 'another value';
  if (type !== 'number' && type !== 'integer') return word;
  const bounds = [
    ['minimum', 'at least'],
    ['maximum', 'at most'],
    ['exclusiveMaximum', 'below'],
  ] as const;
  const parts = bounds
    .filter(([keyword]) => typeof node[keyword] === 'number')
    .map(([keyword, text]) => `${text} ${node[keyword]}`);
  return parts.length === 0 ? word : `${word}, ${parts.join(' and ')}`;
}
