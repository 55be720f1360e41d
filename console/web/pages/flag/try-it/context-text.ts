/** The context that somebody tries, as text: what they typed counts, whether it is JSON yet or not. */
import type { Json } from '@flagforge/sdk/engine';
import { findJsonMistake } from 'flagforge/diagnostics';

export type ContextObject = { readonly [name: string]: Json };

/** What a text says: a context; or that it is none yet, where (line and column from 1) and why. */
export type ReadContext =
  | { readonly context: ContextObject; readonly mistake: null }
  | { readonly context: null; readonly mistake: ContextMistake };

export interface ContextMistake {
  readonly line: number;
  readonly column: number;
  /** No full stop. */
  readonly problem: string;
}

export function readContext(text: string): ReadContext {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    const { offset, problem } = findJsonMistake(text) ?? { offset: 0, problem: 'it is nested too deep' };
    const before = text.slice(0, offset).split('\n');
    return none(before.length, (before.at(-1)?.length ?? 0) + 1, problem);
  }
  if (isObject(value)) return { context: value, mistake: null };
  return none(1, 1, 'a context is an object: { "name": value }');
}

const none = (line: number, column: number, problem: string): ReadContext => ({
  context: null,
  mistake: { line, column, problem },
});

const isObject = (value: Json): value is ContextObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A context as people edit it: a line each. */
export const contextText = (context: Json): string => JSON.stringify(context, null, 2);
