import type { YamlPath } from '../diagnostics/diagnostic.ts';
import type { FileKind } from './key-order.ts';
import { isEmptyModel, isSameModel, type Model } from './model.ts';
import { nameOf, planEdit } from './plan-edit.ts';
import { afterPrimitive, type Primitive } from './primitive.ts';
import { type Comment, readTree, type YamlFile } from './read-tree.ts';
import { rewriteNode } from './rewrite-node.ts';
import { addToBlock, dropFromBlock, shiftInBlock } from './splice-block.ts';
import { addToFlow, dropFromFlow, shiftInFlow } from './splice-flow.ts';
import { extentOf, replaceValue } from './splice-value.ts';
import { type Style, styleOf } from './style.ts';
import { findIn, modelOfTree } from './tree.ts';
import type { EditProblem, EditResult, YamlEdit } from './yaml-edit.ts';

/**
 * Edits a YAML file: only the lines that the edits mean change; comments, quotes, order, blank lines, indentation and
 * line ends of everything else stay. Each step is proven: the text is read again, and says exactly what it was to say,
 * to the last digit, with every comment that is not part of what was edited. What cannot be proven is not written.
 *
 * Never throws. All edits are made, or none.
 * @param text a file without YAML errors; LF or CRLF, with or without a byte order mark.
 * @param kind what the file is: it decides the order of keys and what is written on one line.
 */
export function editYaml(text: string, edits: readonly YamlEdit[], kind: FileKind = 'flag'): EditResult {
  let edited = text;
  for (const edit of edits) {
    const file = readTree(edited);
    if (file === null) return refused({ code: 'FF4200', args: {} });
    const plan = planEdit(modelOfTree(file.root), edit, kind);
    if ('problem' in plan) return refused(plan.problem);
    for (const step of plan.steps) {
      const next = makeStep(edited, step, kind);
      if (next === null) return refused({ code: 'FF4202', args: { path: nameOf(edit.path) } });
      edited = next;
    }
  }
  return { kind: 'edited', text: edited };
}

const refused = (problem: EditProblem): EditResult => ({ kind: 'refused', problem });

/** The text with one step made and proven; null: there is no safe way. */
function makeStep(text: string, step: Primitive, kind: FileKind): string | null {
  const file = readTree(text);
  if (file === null) return null;
  const style = styleOf(file, kind);
  const expected = afterPrimitive(modelOfTree(file.root), step);
  const mustStay = commentsToKeep(file, step);
  const isProven = (candidate: string | null): candidate is string =>
    candidate !== null && says(candidate, expected, mustStay);
  for (const spliced of spliceStep(file, step, style)) if (isProven(spliced)) return spliced;
  for (const around of enclosing(step.path)) {
    const rewritten = rewriteNode({ text, root: file.root, style }, step, around);
    if (isProven(rewritten)) return rewritten;
  }
  return null;
}

/** The ways to make a step by splices, the best one first. */
function spliceStep({ text, root, comments }: YamlFile, step: Primitive, style: Style): (string | null)[] {
  const found = findIn(root, step.path);
  if (found === null) return [];
  if (step.op === 'replace') {
    const { path, value } = step;
    return [true, false].map((mayBreak) => replaceValue({ text, style: { ...style, mayBreak }, path, found }, value));
  }
  const collection = found.tree;
  if (collection === null || collection.kind === 'scalar') return [];
  const target = { text, style, path: step.path, collection, found, comments };
  switch (step.op) {
    case 'add':
      return [
        ...inLines({ text, root }, step, style),
        ...(collection.isFlow
          ? [addToFlow(target, step.index, step.key, step.value)]
          : [true, false].map((isBelow) => addToBlock(target, step.index, step.key, step.value, isBelow))),
      ];
    case 'drop':
      return collection.isFlow
        ? [dropFromFlow(target, step.index)]
        : [dropFromBlock(target, step.index, false), dropFromBlock(target, step.index, true)];
    case 'shift':
      return collection.isFlow
        ? [shiftInFlow(target, step.index, step.to)]
        : [false, true].map((closes) => shiftInBlock(target, step.index, step.to, closes));
  }
}

/** Rules do not fit into an environment that is written on one line: it gets lines of its own. */
function inLines(
  file: Pick<YamlFile, 'text' | 'root'>,
  step: Primitive & { op: 'add' },
  style: Style,
): (string | null)[] {
  const found = findIn(file.root, step.path);
  const isEnvironment = style.kind === 'flag' && step.path.length === 2 && step.path[0] === 'environments';
  if (!isEnvironment || found === null || found.tree?.kind !== 'map' || !found.tree.isFlow) return [];
  if (!(step.key === 'rules' || step.key === 'schedule') || isEmptyModel(step.value)) return [];
  const whole = afterPrimitive(modelOfTree(found.tree), { ...step, path: [] });
  return [replaceValue({ text: file.text, style, path: step.path, found }, whole, 'block')];
}

/** Whether a text says this, in this order, and still has these comments. */
function says(text: string, expected: Model, comments: readonly string[]): boolean {
  const file = readTree(text);
  if (file === null || !isSameModel(modelOfTree(file.root), expected, true)) return false;
  const left = new Map<string, number>();
  for (const comment of file.comments) left.set(comment.text, (left.get(comment.text) ?? 0) + 1);
  return comments.every((comment) => {
    const count = left.get(comment) ?? 0;
    left.set(comment, count - 1);
    return count > 0;
  });
}

/** All comments but those that are part of what the step takes away. */
function commentsToKeep({ text, root, comments }: YamlFile, step: Primitive): string[] {
  const taken = step.op === 'replace' || step.op === 'drop' ? extentOf(text, root, step) : null;
  const isTaken = ({ offset }: Comment): boolean => taken !== null && offset >= taken[0] && offset < taken[1];
  return comments.filter((comment) => !isTaken(comment)).map((comment) => comment.text);
}

/** From the path itself outwards; the whole file only where it is the file that is edited. */
function enclosing(path: YamlPath): YamlPath[] {
  return Array.from({ length: Math.max(path.length, 1) }, (_, index) => path.slice(0, path.length - index));
}
