import type { Automaton } from '@flagforge/sdk/engine';
import { determinise } from './determinise.ts';
import { minimise } from './minimise.ts';
import { buildNfa } from './nfa.ts';
import { parsePattern } from './parse-pattern.ts';
import type { PatternFault } from './pattern-ast.ts';
import type { TooComplex } from './too-complex.ts';

/**
 * Turns a `matches` pattern into the automaton that every runtime walks.
 *
 * The same pattern gives the same automaton everywhere, and so do patterns that match the same texts. Time and
 * memory are bounded whatever the pattern: one that would cost more is too complex.
 * @see contract 3, matches
 */
export function compilePattern(
  pattern: string,
): { readonly automaton: Automaton } | { readonly fault: PatternFault } | TooComplex {
  const alternatives = parsePattern(pattern);
  if ('reason' in alternatives) return { fault: alternatives };
  const nfa = buildNfa(alternatives);
  if ('tooComplex' in nfa) return nfa;
  const dfa = determinise(nfa);
  if ('tooComplex' in dfa) return dfa;
  const automaton = minimise(dfa);
  return 'tooComplex' in automaton ? automaton : { automaton };
}
