/** What a file says, for comparing: maps keep the order of their keys, whole numbers are exact. */
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import type { YamlValue } from './yaml-edit.ts';

export type Model = null | boolean | number | bigint | string | readonly Model[] | ReadonlyMap<string, Model>;

/** A number as the model has it: a whole one that is exact as a bigint. */
export function exactNumber(value: number | bigint): number | bigint {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** null: the value holds what YAML files of a project cannot say, such as NaN or undefined. */
export function modelOf(value: YamlValue): { readonly model: Model } | null {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return { model: value };
  if (typeof value === 'bigint') return { model: value };
  if (typeof value === 'number') return Number.isFinite(value) ? { model: exactNumber(value) } : null;
  if (Array.isArray(value)) {
    const items = (value as readonly YamlValue[]).map(modelOf);
    return items.every((item) => item !== null) ? { model: items.map(({ model }) => model) } : null;
  }
  if (typeof value !== 'object') return null;
  const entries = new Map<string, Model>();
  for (const [key, inner] of Object.entries(value)) {
    const found = modelOf(inner as YamlValue);
    if (found === null) return null;
    entries.set(key, found.model);
  }
  return { model: entries };
}

export const isMapModel = (model: Model | undefined): model is ReadonlyMap<string, Model> => model instanceof Map;

export const isListModel = (model: Model | undefined): model is readonly Model[] => Array.isArray(model);

export const isEmptyModel = (model: Model | undefined): boolean =>
  (isMapModel(model) && model.size === 0) || (isListModel(model) && model.length === 0);

/**
 * Whether two values are the same, to the last digit.
 * @param isOrdered whether the order of keys counts too.
 */
export function isSameModel(a: Model | undefined, b: Model | undefined, isOrdered: boolean): boolean {
  if (isMapModel(a)) {
    if (!isMapModel(b) || a.size !== b.size) return false;
    const keys = [...b.keys()];
    return [...a].every(
      ([key, value], index) =>
        (isOrdered ? keys[index] === key : b.has(key)) && isSameModel(value, b.get(key), isOrdered),
    );
  }
  if (isListModel(a)) {
    return isListModel(b) && a.length === b.length && a.every((item, index) => isSameModel(item, b[index], isOrdered));
  }
  return a === b;
}

/** The value at a path; undefined: there is none. */
export function modelAt(model: Model | undefined, path: YamlPath): Model | undefined {
  let at = model;
  for (const step of path) {
    if (isMapModel(at)) at = at.get(String(step));
    else if (isListModel(at)) at = typeof step === 'number' ? at[step] : undefined;
    else return undefined;
  }
  return at;
}
