import type { Json } from '@flagforge/sdk/engine';

/** A name of a property as TypeScript writes it, quoted where it has to be. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : JSON.stringify(name);
}

/** Several types as one, each once, in the order in which they came; `never` for none. */
export function unionOf(types: readonly string[]): string {
  const unique = [...new Set(types)];
  return unique.length === 0 ? 'never' : unique.join(' | ');
}

/** A type as the element of a list: a union needs parentheses, and so does another list. */
export function listOf(element: string): string {
  return `readonly ${/ \| |^readonly /.test(element) ? `(${element})` : element}[]`;
}

/**
 * The type of a JSON value as TypeScript writes it: objects by their properties, lists by what they hold, and what is no
 * object or list by its kind, since a flag's value is there to be changed.
 */
export function valueType(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'readonly unknown[]' : listOf(unionOf(value.map(valueType)));
  if (typeof value !== 'object') return typeof value;
  const properties = Object.entries(value).map(([name, item]) => `readonly ${propertyName(name)}: ${valueType(item)}`);
  return properties.length === 0 ? 'object' : `{ ${properties.join('; ')} }`;
}
