/** What an edit comes to, step by step. */
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import type { FileKind } from './key-order.ts';
import { isEmptyModel, isListModel, isMapModel, type Model, modelAt, modelOf } from './model.ts';
import type { Primitive } from './primitive.ts';
import { reconcile } from './reconcile.ts';
import { mayVanish, usualIndex } from './usual-place.ts';
import type { EditProblem, YamlEdit } from './yaml-edit.ts';

export type Plan = { readonly steps: readonly Primitive[] } | { readonly problem: EditProblem };

/** @param model what the file says before it. */
export function planEdit(model: Model, edit: YamlEdit, kind: FileKind): Plan {
  switch (edit.kind) {
    case 'set':
      return withModel(edit.value, edit.path, (value) => planSet(model, edit.path, value, kind));
    case 'remove':
      return planRemove(model, edit.path, kind);
    case 'insert':
      return withModel(edit.value, edit.path, (value) => planInsert(model, edit.path, edit.index, value, kind));
    case 'move':
      return planMove(model, edit.path, edit.index);
  }
}

function withModel(value: Parameters<typeof modelOf>[0], path: YamlPath, plan: (model: Model) => Plan): Plan {
  const read = modelOf(value);
  return read === null ? { problem: { code: 'FF4203', args: { path: nameOf(path) } } } : plan(read.model);
}

function planSet(model: Model, path: YamlPath, value: Model, kind: FileKind): Plan {
  const old = modelAt(model, path);
  if (old !== undefined) return { steps: reconcile(old, value, path, kind) };
  let length = path.length - 1;
  while (length > 0 && modelAt(model, path.slice(0, length)) === undefined) length -= 1;
  const above = path.slice(0, length);
  const [key, ...rest] = path.slice(length);
  if (typeof key !== 'string' || !rest.every((step) => typeof step === 'string')) return noSuchPlace(path);
  const inner = rest.reduceRight<Model>((deeper, step) => new Map([[step, deeper]]), value);
  const collection = modelAt(model, above);
  if (isMapModel(collection) && collection.size > 0) {
    const index = usualIndex([...collection.keys()], key, kind, above);
    return { steps: [{ op: 'add', path: above, index, key, value: inner }] };
  }
  if (collection !== null && !isEmptyModel(collection)) return noSuchPlace(path);
  return { steps: [{ op: 'replace', path: above, value: new Map([[key, inner]]) }] };
}

function planRemove(model: Model, path: YamlPath, kind: FileKind): Plan {
  const step = path.at(-1);
  const above = path.slice(0, -1);
  const collection = modelAt(model, above);
  if (step === undefined) return noSuchPlace(path);
  if (isListModel(collection) ? modelAt(model, path) === undefined : typeof step === 'number') return noSuchPlace(path);
  if (!isMapModel(collection) && !isListModel(collection)) return { steps: [] };
  const index = isMapModel(collection) ? [...collection.keys()].indexOf(String(step)) : Number(step);
  if (index === -1) return { steps: [] };
  const size = isMapModel(collection) ? collection.size : collection.length;
  if (size > 1) return { steps: [{ op: 'drop', path: above, index }] };
  if (mayVanish(kind, above)) return planRemove(model, above, kind);
  return { steps: [{ op: 'replace', path: above, value: isMapModel(collection) ? new Map() : [] }] };
}

function planInsert(model: Model, path: YamlPath, index: number, value: Model, kind: FileKind): Plan {
  const list = modelAt(model, path);
  if (list === undefined || list === null || (isListModel(list) && list.length === 0))
    return index === 0 ? planSet(model, path, [value], kind) : noSuchPlace([...path, index]);
  if (!isListModel(list) || !Number.isInteger(index) || index < 0 || index > list.length)
    return noSuchPlace([...path, index]);
  return { steps: [{ op: 'add', path, index, key: null, value }] };
}

function planMove(model: Model, path: YamlPath, to: number): Plan {
  const index = path.at(-1);
  const above = path.slice(0, -1);
  const list = modelAt(model, above);
  const isThere = (at: unknown): at is number =>
    isListModel(list) && Number.isInteger(at) && list[Number(at)] !== undefined;
  if (!isThere(index)) return noSuchPlace(path);
  if (!isThere(to)) return noSuchPlace([...above, to]);
  return { steps: index === to ? [] : [{ op: 'shift', path: above, index, to }] };
}

const noSuchPlace = (path: YamlPath): Plan => ({ problem: { code: 'FF4201', args: { path: nameOf(path) } } });

/** `environments.production.rules[1]`. */
export function nameOf(path: YamlPath): string {
  return path.reduce<string>(
    (name, step) => (typeof step === 'number' ? `${name}[${step}]` : name === '' ? step : `${name}.${step}`),
    '',
  );
}
