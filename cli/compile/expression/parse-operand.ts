import type { OperandNode } from './ast.ts';
import { type Cursor, isSign, isWord, join, lastSpan, peek, take, textOf, wordInOtherCase } from './cursor.ts';
import { meantOperator } from './foreign-words.ts';
import { describe } from './parse-literal.ts';
import { printStep } from './path.ts';
import type { Token } from './tokens.ts';

/**
 * Whether a token can only be an operator, which makes the word before it an attribute's name.
 * `not` is one too, unless `strictly`.
 */
export function looksLikeOperator(token: Token, strictly = false): boolean {
  if (token.kind === 'sign') return /^[=!<>]/.test(token.sign) && !strictly;
  if (token.kind !== 'word') return false;
  return (
    ['in', 'contains', 'starts_with', 'ends_with', 'matches', 'is'].includes(token.word) ||
    (!strictly && token.word === 'not')
  );
}

/**
 * Takes an operator's sign or first word and returns it; words of other languages are reported and returned as
 * what they mean (`not in` and `is present` as one). Null, and nothing taken, when there is none.
 */
export function readOperator(cursor: Cursor): string | null {
  const token = peek(cursor);
  if (token.kind === 'sign') {
    if (!/^[=!<>]/.test(token.sign)) return null;
    take(cursor);
    return token.sign;
  }
  if (token.kind === 'word') {
    const meant = meantOperator(token.word);
    if (meant === undefined) return null;
    take(cursor);
    if (meant !== token.word) {
      cursor.problems.add('FF1264', token.span, { word: token.word, write: meant }, { span: token.span, text: meant });
    }
    return meant;
  }
  if (token.kind !== 'path' || !token.isWord) return null;
  const meant = meantOperator(token.path[0] ?? '');
  if (meant === undefined) return null;
  take(cursor);
  cursor.problems.add(
    'FF1258',
    token.span,
    { text: textOf(cursor, token), write: meant },
    { span: token.span, text: meant },
  );
  return meant;
}

/** Takes what stands left of the operator. Null after a problem. */
export function parseOperand(cursor: Cursor): OperandNode | null {
  const token = peek(cursor);
  const next = peek(cursor, 1);
  const isCall = isSign(next, '(');
  if (isCall && (isWord(token, 'lower') || wordInOtherCase(token) === 'lower')) return parseLower(cursor);
  if (token.kind === 'path') {
    take(cursor);
    if (isCall && token.isWord) {
      cursor.problems.add('FF1276', token.span, { name: token.path[0] ?? '' });
      return null;
    }
    if (token.isOdd) {
      const write = printStep(token.path[0] ?? '', true);
      cursor.problems.add(
        'FF1254',
        token.span,
        { fault: 'odd', text: textOf(cursor, token), write },
        { span: token.span, text: write },
      );
    }
    return token.broken ? null : { kind: 'path', path: token.path, span: token.span };
  }
  if (isWord(token, 'now')) {
    take(cursor);
    return { kind: 'now', span: token.span };
  }
  if (token.kind !== 'word') {
    const span = token.kind === 'end' ? lastSpan(cursor) : token.span;
    cursor.problems.add('FF1240', span, { expected: 'an attribute', found: describe(cursor, token) });
    return null;
  }
  if (looksLikeOperator(next)) {
    take(cursor);
    const write = printStep(token.word, true);
    cursor.problems.add('FF1263', token.span, { word: token.word }, { span: token.span, text: write });
    return { kind: 'path', path: [token.word], span: token.span };
  }
  if (['if', 'then', 'else'].includes(token.word)) cursor.problems.add('FF1264', token.span, { word: token.word });
  else cursor.problems.add('FF1240', token.span, { expected: 'an attribute', found: describe(cursor, token) });
  take(cursor);
  return null;
}

function parseLower(cursor: Cursor): OperandNode | null {
  const word = take(cursor);
  if (word.kind === 'path') {
    cursor.problems.add(
      'FF1258',
      word.span,
      { text: textOf(cursor, word), write: 'lower' },
      { span: word.span, text: 'lower' },
    );
  }
  take(cursor);
  const token = peek(cursor);
  if (token.kind !== 'path') {
    cursor.problems.add('FF1267', token.kind === 'end' ? word.span : token.span, {
      fault: 'path',
      found: describe(cursor, token),
    });
    return null;
  }
  const operand = parseOperand(cursor);
  if (operand === null || operand.kind === 'now') return null;
  if (!isSign(peek(cursor), ')')) {
    const found = peek(cursor);
    cursor.problems.add('FF1240', found.kind === 'end' ? word.span : found.span, {
      expected: '")" after the path',
      found: describe(cursor, found),
    });
    return null;
  }
  return { kind: 'lower', path: operand.path, span: join(word.span, take(cursor).span) };
}
