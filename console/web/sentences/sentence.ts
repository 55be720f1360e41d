/** A condition as people read it, and the way back. Nothing is lost on either. */
import {
  type ComparisonNode,
  type Expression,
  type LiteralNode,
  parsePath,
  printPath,
  type TestNode,
} from 'flagforge/compile/expression';
import { formOf, formOfWords, testOfForm } from './operator-words.ts';
import { literalOfWords, type ValueWords, valueWords } from './value-words.ts';

/** A word or a few of a sentence. */
export type Token =
  /** As the language writes it: `company.plan`. */
  | { readonly kind: 'attribute'; readonly text: string }
  | { readonly kind: 'words'; readonly text: string; readonly role: 'subject' | 'lower' | 'operator' }
  /** `isList`: in brackets, even where it is one. */
  | { readonly kind: 'values'; readonly values: readonly ValueWords[]; readonly isList: boolean }
  | { readonly kind: 'segment'; readonly name: string };

/** A clause, or several of which all or any have to hold. `not`: it is not so that. */
export type Sentence =
  | { readonly kind: 'clause'; readonly tokens: readonly Token[] }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Sentence[] }
  | { readonly kind: 'not'; readonly of: Sentence };

const NOW = 'the time';
const LOWER = 'in lower case';
const IN_SEGMENT = 'is in segment';
const NOT_IN_SEGMENT = 'is not in segment';
const NOWHERE: readonly [number, number] = [0, 0];

export function sentenceOf(expression: Expression): Sentence {
  switch (expression.kind) {
    case 'and':
      return { kind: 'all', of: expression.of.map(sentenceOf) };
    case 'or':
      return { kind: 'any', of: expression.of.map(sentenceOf) };
    case 'not':
      if (expression.of.kind === 'segment') return clause([operator(NOT_IN_SEGMENT), segment(expression.of.name)]);
      return { kind: 'not', of: sentenceOf(expression.of) };
    case 'segment':
      return clause([operator(IN_SEGMENT), segment(expression.name)]);
    case 'comparison':
      return clause(comparison(expression));
  }
}

/** The condition that a sentence says; spans are of no text. */
export function expressionOf(sentence: Sentence): Expression {
  switch (sentence.kind) {
    case 'all':
    case 'any':
      return { kind: sentence.kind === 'all' ? 'and' : 'or', of: sentence.of.map(expressionOf), span: NOWHERE };
    case 'not':
      return { kind: 'not', of: expressionOf(sentence.of), span: NOWHERE };
    case 'clause':
      return expressionOfClause(sentence.tokens);
  }
}

const clause = (tokens: readonly Token[]): Sentence => ({ kind: 'clause', tokens });
const operator = (text: string): Token => ({ kind: 'words', text, role: 'operator' });
const segment = (name: string): Token => ({ kind: 'segment', name });

function comparison({ operand, test }: ComparisonNode): readonly Token[] {
  const subject: Token =
    operand.kind === 'now'
      ? { kind: 'words', text: NOW, role: 'subject' }
      : { kind: 'attribute', text: printPath(operand.path) };
  const lower: readonly Token[] = operand.kind === 'lower' ? [{ kind: 'words', text: LOWER, role: 'lower' }] : [];
  const literals = literalsOf(test);
  const form = formOf(test);
  const isPlain = plainKind(form.takes, operand.kind === 'now') !== undefined;
  const values: readonly Token[] =
    literals.length === 0
      ? []
      : [
          {
            kind: 'values',
            values: literals.map((literal) => valueWords(literal, isPlain)),
            isList: form.takes === 'list' || form.takes === 'networks',
          },
        ];
  return [subject, ...lower, operator(form.words), ...values];
}

/** The literals of a comparison, in their order. */
export const literalsOf = (test: TestNode): readonly LiteralNode[] =>
  test.op === 'is' ? [] : 'list' in test ? test.list.items : [test.value];

/** The kind of literal that the words before it say. */
const plainKind = (takes: string, isNow: boolean): 'date' | 'cidr' | undefined =>
  takes === 'network' || takes === 'networks' ? 'cidr' : isNow ? 'date' : undefined;

function expressionOfClause(tokens: readonly Token[]): Expression {
  const named = tokens.find((token) => token.kind === 'segment');
  const words = tokens.find((token) => token.kind === 'words' && token.role === 'operator');
  if (words?.kind !== 'words') throw new TypeError('a clause without an operator');
  if (named !== undefined) {
    const found: Expression = { kind: 'segment', name: named.name, nameSpan: NOWHERE, span: NOWHERE };
    return words.text === NOT_IN_SEGMENT ? { kind: 'not', of: found, span: NOWHERE } : found;
  }
  const [subject] = tokens;
  const isNow = subject?.kind !== 'attribute';
  const form = formOfWords(words.text);
  const plain = plainKind(form.takes, isNow);
  const literals = tokens.flatMap((token) =>
    token.kind === 'values' ? token.values.map((value) => literalOfWords(value, plain)) : [],
  );
  const isLower = tokens.some((token) => token.kind === 'words' && token.role === 'lower');
  return {
    kind: 'comparison',
    operand: isNow
      ? { kind: 'now', span: NOWHERE }
      : { kind: isLower ? 'lower' : 'path', path: pathOf(subject.text), span: NOWHERE },
    test: testOfForm(form, literals),
    operatorSpan: NOWHERE,
    span: NOWHERE,
  };
}

function pathOf(text: string): readonly string[] {
  const parsed = parsePath(text);
  if ('problem' in parsed) throw new TypeError(`no attribute: ${text}`);
  return parsed.path;
}
