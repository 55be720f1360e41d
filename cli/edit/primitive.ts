/** The steps that an edit is made of: each changes one node, or the children of one collection by one. */
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { isListModel, isMapModel, type Model } from './model.ts';
import { inserted, moved, without } from './order.ts';

export type Primitive =
  /** The value at a path that is there. */
  | { readonly op: 'replace'; readonly path: YamlPath; readonly value: Model }
  /** A child of the collection at the path, before the one at the index; `key` null in a list. */
  | {
      readonly op: 'add';
      readonly path: YamlPath;
      readonly index: number;
      readonly key: string | null;
      readonly value: Model;
    }
  | { readonly op: 'drop'; readonly path: YamlPath; readonly index: number }
  | { readonly op: 'shift'; readonly path: YamlPath; readonly index: number; readonly to: number };

/** What the file says once the step is made: what the text that is written has to say. */
export function afterPrimitive(model: Model, step: Primitive): Model {
  if (step.op === 'replace') return replaced(model, step.path, () => step.value);
  return replaced(model, step.path, (collection) => {
    if (isMapModel(collection))
      return new Map(
        changed([...collection], step, [
          step.op === 'add' ? (step.key ?? '') : '',
          step.op === 'add' ? step.value : null,
        ]),
      );
    if (isListModel(collection)) return changed(collection, step, step.op === 'add' ? step.value : null);
    throw new TypeError('there is no collection');
  });
}

function changed<T>(items: readonly T[], step: Exclude<Primitive, { op: 'replace' }>, added: T): T[] {
  if (step.op === 'add') return inserted(items, step.index, added);
  return step.op === 'drop' ? without(items, step.index) : moved(items, step.index, step.to);
}

function replaced(model: Model, path: YamlPath, change: (model: Model) => Model): Model {
  const [step, ...rest] = path;
  if (step === undefined) return change(model);
  if (isMapModel(model)) {
    return new Map(
      [...model].map(([key, value]) => [key, key === String(step) ? replaced(value, rest, change) : value]),
    );
  }
  if (isListModel(model)) return model.map((item, index) => (index === step ? replaced(item, rest, change) : item));
  throw new TypeError('there is no such path');
}
