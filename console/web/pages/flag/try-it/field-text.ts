import type { Json } from '@flagforge/sdk/engine';
import type { AttributeType } from 'flagforge/compile';

/** What a field of a form shows; null: it cannot show this value, which is edited as JSON. */
export function fieldText(value: Json | undefined, type: AttributeType): string | null {
  if (value === undefined || value === null) return '';
  if (!isList(type)) return typeof value === 'object' ? null : String(value);
  if (!Array.isArray(value)) return null;
  const texts = value.map((each: Json) => (typeof each === 'object' ? null : String(each)));
  const isPlain = texts.every((text) => text !== null && text !== '' && !text.includes(',') && text.trim() === text);
  return isPlain ? texts.join(', ') : null;
}

/** What a text in a field stands for: a value (undefined: it is left out), or why it is none of the type. */
export type FieldValue = { readonly value: Json | undefined } | { readonly problem: string };

export function fieldValue(text: string, type: AttributeType): FieldValue {
  const trimmed = text.trim();
  if (trimmed === '') return { value: undefined };
  if (!isList(type)) return scalar(text, trimmed, type);
  const parts = trimmed.split(',').map((part) => part.trim());
  const items = parts.filter((part) => part !== '').map((part) => scalar(part, part, elementOf(type)));
  const values: Json[] = [];
  for (const item of items) {
    if ('problem' in item) return item;
    if (item.value !== undefined) values.push(item.value);
  }
  return { value: values };
}

function scalar(text: string, trimmed: string, type: AttributeType): FieldValue {
  if (type === 'number') {
    const number = Number(trimmed);
    // What JSON cannot write would be another number once it is read again.
    return Number.isFinite(number) ? { value: number } : { problem: `“${trimmed}” is not a number` };
  }
  if (type === 'boolean') {
    if (trimmed === 'true' || trimmed === 'false') return { value: trimmed === 'true' };
    return { problem: `“${trimmed}” is not true or false` };
  }
  return { value: text };
}

export const isList = (type: AttributeType): boolean => type.endsWith('[]');

const elementOf = (type: AttributeType): AttributeType =>
  type === 'number[]' ? 'number' : type === 'boolean[]' ? 'boolean' : 'string';
