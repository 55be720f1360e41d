import type { LiteralNode } from './ast.ts';
import { compilePattern } from './pattern/compile-pattern.ts';

/** The checker and the lowering need the same automaton; it is built once for a literal. */
const compiled = new WeakMap<LiteralNode, ReturnType<typeof compilePattern>>();

export function patternOf(literal: LiteralNode): ReturnType<typeof compilePattern> {
  const known = compiled.get(literal);
  if (known !== undefined) return known;
  const result = compilePattern(String(literal.value));
  compiled.set(literal, result);
  return result;
}
