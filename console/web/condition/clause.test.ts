/** What the editor makes of any condition: each part of it is a clause with fields, or a block of such. */
import fc from 'fast-check';
import { type Expression, lowerCondition, parseCondition, printCondition } from 'flagforge/compile/expression';
import { expect, test } from 'vitest';
import { type Place, partAt, replacePart } from '../sentences/edit-expression.ts';
import { textWithClause } from '../sentences/edit-text.ts';
import { anyExpression, withoutSpans } from '../sentences/testing/any-expression.ts';
import { type Clause, clauseIn } from './clause.ts';

const parsed = (text: string): Expression => {
  const { expression, problems } = parseCondition(text);
  if (expression === null || problems.length > 0) throw new Error(`${text}: ${JSON.stringify(problems)}`);
  return expression;
};

/** The clauses that are shown with fields, and where they stand. */
function shownClauses(expression: Expression, place: Place = []): readonly (readonly [Place, Clause])[] {
  const clause = clauseIn(expression);
  if (clause !== null) return [[place, clause]];
  if (expression.kind === 'not') return shownClauses(expression.of, [...place, 0]);
  if (expression.kind !== 'and' && expression.kind !== 'or') throw new Error(`${expression.kind} is not shown`);
  return expression.of.flatMap((part, index) => shownClauses(part, [...place, index]));
}

test('any condition is shown whole: said again clause by clause, its text is what it was', () => {
  fc.assert(
    fc.property(anyExpression, (expression) => {
      const text = printCondition(expression);
      const again = shownClauses(parsed(text)).reduce(
        (said, [place, clause]) => textWithClause(said, parsed(said), place, clause),
        text,
      );
      expect(again).toBe(text);
      expect(lowerCondition(parsed(again))).toEqual(lowerCondition(expression));
    }),
    { numRuns: 500 },
  );
});

test('a clause that becomes another stands where it stood, and no other changes', () => {
  const made = [parsed('not segment "beta"'), parsed('segment "beta"'), parsed('country not in ["US", "CA"]')];
  fc.assert(
    fc.property(anyExpression, fc.nat(), fc.constantFrom(...made), (expression, at, clause) => {
      const text = printCondition(expression);
      const read = parsed(text);
      const shown = shownClauses(read);
      const [place] = shown[at % shown.length] ?? [[]];
      const edited = parsed(textWithClause(text, read, place, clause));
      expect(withoutSpans(edited)).toEqual(withoutSpans(replacePart(read, place, clause)));
      expect(withoutSpans(partAt(edited, place))).toEqual(withoutSpans(clause));
    }),
    { numRuns: 500 },
  );
});
