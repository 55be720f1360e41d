/** Any condition can be shown and edited as a sentence, and nothing is lost. */
import fc from 'fast-check';
import {
  compileCondition,
  type Expression,
  lowerCondition,
  parseCondition,
  printCondition,
} from 'flagforge/compile/expression';
import { expect, test } from 'vitest';
import { clauseAbout, withForm, withLiterals, withOperand } from './edit-clause.ts';
import { addPart, joinPart, negatePart, type Place, partAt, removePart, replacePart } from './edit-expression.ts';
import { textWithClause } from './edit-text.ts';
import { hintOf } from './hint-of.ts';
import { codeOfForm, operatorChoices } from './operator-choices.ts';
import { OPERATOR_FORMS } from './operator-words.ts';
import { expressionOf, literalsOf, sentenceOf } from './sentence.ts';
import { anyExpression, withoutSpans } from './testing/any-expression.ts';

const SCOPE = { attributes: null, unit: ['userId'] };
const UNTYPED = { kind: 'known', type: null, enum: null } as const;

const parsed = (text: string): Expression => {
  const { expression, problems } = parseCondition(text);
  if (expression === null || problems.length > 0) throw new Error(`${text}: ${JSON.stringify(problems)}`);
  return expression;
};

/** Every place that holds a clause. */
function clausesOf(expression: Expression, place: Place = []): readonly Place[] {
  if (expression.kind === 'not') return clausesOf(expression.of, [...place, 0]);
  if (expression.kind !== 'and' && expression.kind !== 'or') return [place];
  return expression.of.flatMap((part, index) => clausesOf(part, [...place, index]));
}

test('each phrase is said of one form, but for orders that are one operator', () => {
  const words = OPERATOR_FORMS.map((form) => form.words);
  expect(new Set(words).size).toBe(words.length);
});

test('a sentence is as much as its expression', () => {
  fc.assert(
    fc.property(anyExpression, (expression) => {
      expect(withoutSpans(expressionOf(sentenceOf(expression)))).toEqual(withoutSpans(expression));
    }),
    { numRuns: 1_000 },
  );
});

test('its text compiles to the same condition', () => {
  fc.assert(
    fc.property(anyExpression, (expression) => {
      const text = printCondition(expressionOf(sentenceOf(expression)));
      const { condition, problems } = compileCondition(text, SCOPE);
      if (problems.length === 0) expect(condition).toEqual(lowerCondition(expression));
      expect(lowerCondition(parsed(text))).toEqual(lowerCondition(expression));
    }),
    { numRuns: 500 },
  );
});

test('one clause said otherwise leaves the text round it as it is', () => {
  const clause = parsed('country == "US"');
  fc.assert(
    fc.property(anyExpression, fc.nat(), fc.constantFrom(' ', '\n  ', '\t'), (expression, at, space) => {
      // Spaces between words, but for those in quotes.
      const text = printCondition(expression).replace(/ (?=(?:[^"`]*["`][^"`]*["`])*[^"`]*$)/g, space);
      const before = parseCondition(text);
      if (before.expression === null || before.problems.length > 0) return;
      const places = clausesOf(before.expression);
      const place = places[at % places.length] ?? [];
      const edited = textWithClause(text, before.expression, place, clause);
      expect(withoutSpans(parsed(edited))).toEqual(withoutSpans(replacePart(before.expression, place, clause)));
      const [from, to] = partAt(before.expression, place).span;
      expect(edited.startsWith(text.slice(0, from))).toBe(true);
      expect(edited.endsWith(text.slice(to))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('edits of the tree change what they name, and are taken back', () => {
  const added = parsed('segment "added"');
  fc.assert(
    fc.property(anyExpression, fc.nat(), fc.constantFrom('and' as const, 'or' as const), (expression, at, kind) => {
      const places = clausesOf(expression);
      const place = places[at % places.length] ?? [];
      const more = addPart(expression, place, kind, added);
      expect(withoutSpans(parsed(printCondition(more)))).toEqual(withoutSpans(more));
      expect(clausesOf(more).length).toBe(places.length + 1);
      const there = clausesOf(more).find((each) => partAt(more, each) === added) ?? [];
      expect(withoutSpans(removePart(more, there))).toEqual(withoutSpans(expression));
      const negated = negatePart(expression, place);
      expect(lowerCondition(negatePart(negated, place))).toEqual(lowerCondition(expression));
      const outer = place.slice(0, -1);
      const block = partAt(expression, outer);
      if (block.kind === 'and' || block.kind === 'or')
        expect(joinPart(joinPart(expression, outer, 'or'), outer, block.kind)).toEqual(expression);
    }),
    { numRuns: 500 },
  );
});

test('any operator that fits can be chosen, and gives a condition that the grammar takes', () => {
  fc.assert(
    fc.property(anyExpression, fc.nat(), (expression, at) => {
      const place = clausesOf(expression)[at % clausesOf(expression).length] ?? [];
      const clause = partAt(expression, place);
      if (clause.kind !== 'comparison') return;
      for (const form of operatorChoices(clause.operand.kind, UNTYPED)) {
        const chosen = withForm(clause, form, UNTYPED);
        expect(chosen.operand).toBe(clause.operand);
        expect(withoutSpans(parsed(printCondition(chosen)))).toEqual(withoutSpans(chosen));
        expect(sentenceOf(chosen)).toMatchObject({ kind: 'clause' });
        expect(codeOfForm(form)).not.toBe('');
      }
      const kept = withLiterals(clause, literalsOf(clause.test));
      expect(withoutSpans(kept)).toEqual(withoutSpans(clause));
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['string', 'is', 'country == ""'],
  ['number', 'is', 'country == 0'],
  ['semver', 'is', 'country == semver "1.0.0"'],
  ['boolean', 'is', 'country == true'],
  ['ip', 'is in network', 'country in cidr "10.0.0.0/8"'],
  ['string[]', 'contains', 'country contains ""'],
] as const)('a first clause about a %s', (type, _, text) => {
  const operand = { kind: 'path', path: ['country'], span: [0, 0] } as const;
  expect(printCondition(clauseAbout(operand, { kind: 'known', type, enum: null }))).toBe(text);
});

test.each([
  ['app == "2.1"', 'semver', 'x == semver "2.1"'],
  ['app == "old"', 'semver', 'x == semver "1.0.0"'],
  ['app starts_with "2"', 'number', 'x == 2'],
  ['app in ["1", "2", "x"]', 'number', 'x in [1, 2, 0]'],
  ['lower(app) == "de"', 'string', 'lower(x) == "de"'],
  ['lower(app) == "5"', 'number', 'x == 5'],
  ['app is absent', 'ip', 'x is absent'],
] as const)('%s about a %s', (text, type, expected) => {
  const clause = parsed(text);
  if (clause.kind !== 'comparison' || clause.operand.kind === 'now') throw new Error(text);
  const moved = withOperand(clause, { ...clause.operand, path: ['x'] }, { kind: 'known', type, enum: null });
  expect(printCondition(moved)).toBe(expected);
});

test.each([
  ['country != "US"', 'also true when country is missing'],
  ['country not in ["US"]', 'also true when country is missing'],
  ['not age < 5', 'also true when age is missing'],
  ['country == "US"', null],
  ['country is absent', null],
  ['not country is present', null],
  ['not segment "staff"', null],
  ['now < date "2026-12-01"', null],
])('%s: %s', (text, hint) => expect(hintOf(parsed(text))).toBe(hint));
