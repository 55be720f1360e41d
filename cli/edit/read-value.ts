import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { isMapModel, type Model, modelAt } from './model.ts';
import { readTree } from './read-tree.ts';
import { modelOfTree } from './tree.ts';
import type { YamlValue } from './yaml-edit.ts';

/**
 * What a file says at a path, as edits take it: whole numbers that a number cannot hold exactly are bigint.
 * @returns undefined: nothing stands there, or the file cannot be edited (FF4200).
 */
export function readValue(text: string, path: YamlPath): YamlValue | undefined {
  const file = readTree(text);
  const found = file === null ? undefined : modelAt(modelOfTree(file.root), path);
  return found === undefined ? undefined : plainOf(found);
}

function plainOf(model: Model): YamlValue {
  if (isMapModel(model)) return Object.fromEntries([...model].map(([key, value]) => [key, plainOf(value)]));
  if (typeof model === 'object' && model !== null) return (model as readonly Model[]).map(plainOf);
  return typeof model === 'bigint' && Number.isSafeInteger(Number(model)) ? Number(model) : model;
}
