/** A condition as people read it. Each phrase belongs to one form of the language, so that nothing is lost on the way. */
import {
  type ComparisonNode,
  type Expression,
  type ListNode,
  type LiteralNode,
  printPath,
  type TestNode,
} from 'flagforge/compile/expression';

/** A word or a few of a sentence. */
export type Token =
  | { readonly kind: 'attribute'; readonly text: string }
  | { readonly kind: 'words'; readonly text: string }
  /** `type`: said where it is not the text that one would take it for. */
  | { readonly kind: 'value'; readonly text: string; readonly type?: 'string' | 'version' | 'date' }
  | { readonly kind: 'segment'; readonly name: string };

/** A clause, or several of which all or any have to hold. `isNot`: it is not so that. */
export type Sentence =
  | { readonly kind: 'clause'; readonly tokens: readonly Token[] }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Sentence[] }
  | { readonly kind: 'not'; readonly of: Sentence };

/** Values of a list that are said; the others are counted. */
const SHOWN = 3;

export function sentenceOf(expression: Expression): Sentence {
  switch (expression.kind) {
    case 'and':
      return { kind: 'all', of: expression.of.map(sentenceOf) };
    case 'or':
      return { kind: 'any', of: expression.of.map(sentenceOf) };
    case 'not':
      if (expression.of.kind === 'segment') return clause([words('is not in segment'), segment(expression.of.name)]);
      return { kind: 'not', of: sentenceOf(expression.of) };
    case 'segment':
      return clause([words('is in segment'), segment(expression.name)]);
    case 'comparison':
      return clause(comparison(expression));
  }
}

const clause = (tokens: readonly Token[]): Sentence => ({ kind: 'clause', tokens });
const words = (text: string): Token => ({ kind: 'words', text });
const segment = (name: string): Token => ({ kind: 'segment', name });

function comparison({ operand, test }: ComparisonNode): readonly Token[] {
  const subject: Token =
    operand.kind === 'now' ? words('the time') : { kind: 'attribute', text: printPath(operand.path) };
  const lower = operand.kind === 'lower' ? [words('in lower case')] : [];
  return [subject, ...lower, ...predicate(test, operand.kind === 'now')];
}

function predicate(test: TestNode, isNow: boolean): readonly Token[] {
  switch (test.op) {
    case 'is':
      return [words(test.presence === 'present' ? 'is present' : 'is absent')];
    case '==':
      return [words(test.negated ? 'is not' : 'is'), value(test.value)];
    case '<':
    case '<=':
    case '>':
    case '>=':
      return [words(orderWords(test.op, test.value.kind)), value(test.value, isNow)];
    case 'in':
      return test.list.bare || test.list.items[0]?.kind === 'cidr'
        ? [words(networkWords(test.negated, test.list)), ...values(test.list)]
        : [words(test.negated ? 'is none of' : 'is one of'), ...values(test.list)];
    case 'starts_with':
      return [words(test.negated ? 'does not start with' : 'starts with'), value(test.value)];
    case 'ends_with':
      return [words(test.negated ? 'does not end with' : 'ends with'), value(test.value)];
    case 'matches':
      return [words(test.negated ? 'does not match the pattern' : 'matches the pattern'), value(test.value)];
    case 'contains':
      return [words(test.negated ? 'does not contain' : 'contains'), value(test.value)];
    case 'contains any':
      return [words(test.negated ? 'contains none of' : 'contains any of'), ...values(test.list)];
    case 'contains all':
      return [words(test.negated ? 'does not contain all of' : 'contains all of'), ...values(test.list)];
  }
}

const networkWords = (negated: boolean, { bare }: ListNode): string =>
  `${negated ? 'is not in' : 'is in'} ${bare ? 'network' : 'one of the networks'}`;

const ORDER = {
  number: { '<': 'is less than', '<=': 'is at most', '>': 'is more than', '>=': 'is at least' },
  semver: { '<': 'is older than', '<=': 'is at most', '>': 'is newer than', '>=': 'is at least' },
  date: { '<': 'is before', '<=': 'is at or before', '>': 'is after', '>=': 'is at or after' },
} as const;

const orderWords = (op: '<' | '<=' | '>' | '>=', kind: LiteralNode['kind']): string =>
  ORDER[kind === 'semver' || kind === 'date' ? kind : 'number'][op];

function value(literal: LiteralNode, isNow = false): Token {
  const text = valueText(literal);
  if (literal.kind === 'semver') return { kind: 'value', text, type: 'version' };
  if (literal.kind === 'date') return isNow ? { kind: 'value', text } : { kind: 'value', text, type: 'date' };
  // "1" and 1 differ.
  if (literal.kind === 'string' && looksTyped(literal.value)) return { kind: 'value', text, type: 'string' };
  return { kind: 'value', text };
}

const looksTyped = (text: string): boolean => /^(?:-?\d+(?:\.\d+)?|true|false)$/.test(text);

/** Texts as they are; in quotes where one would not see where they end. */
function valueText({ value: given }: LiteralNode): string {
  if (typeof given !== 'string') return String(given);
  return given === '' || given.trim() !== given ? JSON.stringify(given) : given;
}

function values({ items }: ListNode): readonly Token[] {
  const shown = items.length > SHOWN + 1 ? items.slice(0, SHOWN) : items;
  const left = items.length - shown.length;
  return [...shown.map((item) => value(item)), ...(left > 0 ? [words(`and ${left} more`)] : [])];
}
