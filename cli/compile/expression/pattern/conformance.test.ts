import { readFileSync } from 'node:fs';
import type { Automaton } from '@flagforge/sdk/engine';
import { expect, test } from 'vitest';
import { compilePattern } from './compile-pattern.ts';

interface PatternGroup {
  readonly description: string;
  readonly patterns?: readonly { readonly pattern: string; readonly automaton: Automaton }[];
}

const file = new URL('../../../../sdk/conformance/20-matches.json', import.meta.url);
const { groups } = JSON.parse(readFileSync(file, 'utf8')) as { readonly groups: readonly PatternGroup[] };
const compiled = groups.find((group) => group.description === 'as compiled')?.patterns ?? [];

test('the conformance cases hold automata from this compiler', () => {
  expect(compiled.length).toBeGreaterThan(40);
});

test.each(compiled)(
  '$pattern compiles to the automaton that every runtime is tested with',
  ({ pattern, automaton }) => {
    expect(compilePattern(pattern)).toEqual({ automaton });
  },
);
