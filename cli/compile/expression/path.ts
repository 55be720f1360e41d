import type { Path } from '@flagforge/sdk/engine';
import { readPath } from './path-token.ts';
import { type ConditionProblem, createProblemList } from './problem.ts';
import { isReserved } from './reserved.ts';

/**
 * Reads a text that is one path and nothing else: a `unit:`, a key of `attributes:`, a column of a matrix.
 * Takes the same paths as a condition does, so `date` is `` `date` `` here too.
 *
 * @returns the path, or the first problem, with its span in `text`.
 * @see contract 3, path
 */
export function parsePath(text: string): { readonly path: Path } | { readonly problem: ConditionProblem } {
  const list = createProblemList();
  if (text === '') return { problem: { code: 'FF1251', span: [0, 0], args: { what: 'path' } } };
  const read = readPath(text, 0, list, true);
  const problem = list.problems[0];
  if (problem !== undefined) return { problem };
  if (read === null || read.end < text.length) {
    const at = read === null ? 0 : read.end;
    return { problem: { code: 'FF1272', span: [at, text.length], args: { text: text.slice(at), where: 'path' } } };
  }
  return { path: read.path };
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** One step of a path as the language writes it; `isFirst` steps that are reserved words are quoted. */
export function printStep(step: string, isFirst: boolean): string {
  if (NAME.test(step) && !(isFirst && isReserved(step))) return step;
  return `\`${step.replace(/[\\`]/g, '\\$&')}\``;
}

/** A path as the language writes it, with backticks only where they are needed: ``company.`plan.v2` ``. */
export function printPath(path: Path): string {
  return path.map((step, index) => printStep(step, index === 0)).join('.');
}
