import { findJsonMistake } from '../diagnostics/json-mistake.ts';
import { toOneLine } from './one-line.ts';

/** A context as its author wrote it, on one line, and as a value. */
export interface GivenContext {
  readonly text: string;
  readonly value: unknown;
  /** Of a file of many contexts, from 1. */
  readonly line?: number;
}

/** A text that is no JSON: where (line and column from 1), and why. */
export interface ContextMistake {
  readonly line: number;
  readonly column: number;
  readonly problem: string;
}

/** Reads one context. Any JSON is let through: what is no object gets the engine's `invalid_context`. */
export function parseContext(text: string): GivenContext | ContextMistake {
  try {
    return { value: JSON.parse(text), text: toOneLine(text) };
  } catch {
    const { offset, problem } = findJsonMistake(text) ?? { offset: 0, problem: 'it is nested too deep' };
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, problem };
  }
}
