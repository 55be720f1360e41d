import { parseCidr } from '@flagforge/sdk/engine';
import type { Expression, LiteralNode, OperandNode, Span, TestNode } from './ast.ts';
import {
  type Cursor,
  isJoint,
  isSign,
  isWord,
  join,
  lastSpan,
  peek,
  skipToJoint,
  take,
  textOf,
  wordInOtherCase,
} from './cursor.ts';
import { MAX_COMPARISONS } from './limits.ts';
import { rejectBetween, rejectLike, rejectNothing, rejectPresence } from './mistakes.ts';
import { describe, isNothing, parseList, parseLiteral, startsLiteral } from './parse-literal.ts';
import { looksLikeOperator, parseOperand, readOperator } from './parse-operand.ts';
import { parseReversed } from './parse-reversed.ts';

/** Takes `segment "name"` or one comparison. Null when it has problems; then the cursor stands at the next joint. */
export function parseComparison(cursor: Cursor): Expression | null {
  const token = peek(cursor);
  const isSegment = isWord(token, 'segment') && !looksLikeOperator(peek(cursor, 1));
  if (isSegment || (wordInOtherCase(token) === 'segment' && peek(cursor, 1).kind === 'string'))
    return parseSegment(cursor);
  countComparison(cursor, token.span);
  if (startsLiteral(cursor) || isSign(token, '[') || (isNothing(token) && !looksLikeOperator(peek(cursor, 1), true))) {
    return parseReversed(cursor);
  }
  const operand = parseOperand(cursor);
  const test = operand === null ? null : parseTest(cursor, operand);
  if (operand === null || test === null) {
    skipToJoint(cursor);
    return null;
  }
  return { kind: 'comparison', operand, ...test, span: join(operand.span, lastSpan(cursor)) };
}

function countComparison(cursor: Cursor, span: Span): void {
  cursor.comparisons += 1;
  if (cursor.comparisons !== MAX_COMPARISONS + 1) return;
  cursor.problems.add('FF1255', span, { limit: 'comparisons', count: cursor.comparisons, max: MAX_COMPARISONS });
}

function parseSegment(cursor: Cursor): Expression | null {
  const word = take(cursor);
  if (word.kind === 'path') {
    cursor.problems.add(
      'FF1258',
      word.span,
      { text: textOf(cursor, word), write: 'segment' },
      { span: word.span, text: 'segment' },
    );
  }
  const name = peek(cursor);
  if (name.kind === 'string') {
    take(cursor);
    return name.broken
      ? null
      : { kind: 'segment', name: name.value, nameSpan: name.span, span: join(word.span, name.span) };
  }
  const args = { expected: 'the name of a segment in double quotes', found: describe(cursor, name) };
  if (name.kind === 'path' && !name.broken && !isJoint(name)) {
    take(cursor);
    const write = JSON.stringify(name.path.join('.'));
    cursor.problems.add('FF1240', name.span, { ...args, write: `segment ${write}` }, { span: name.span, text: write });
  } else cursor.problems.add('FF1240', name.kind === 'end' ? word.span : name.span, args);
  skipToJoint(cursor);
  return null;
}

interface ParsedTest {
  readonly test: TestNode;
  readonly operatorSpan: Span;
}

/** Where the words or signs of a test end that was just taken: before its literal, if it has one. */
function operatorEnd(cursor: Cursor, test: TestNode): number {
  if (test.op === 'is') return lastSpan(cursor)[1];
  const literal = 'list' in test ? test.list : test.value;
  return cursor.text.slice(0, literal.span[0]).trimEnd().length;
}

/** Takes what follows the operand. Null after a problem that leaves no meaning. */
function parseTest(cursor: Cursor, operand: OperandNode): ParsedTest | null {
  const first = peek(cursor);
  let op = readOperator(cursor);
  if (op === null) {
    rejectOperator(cursor, operand);
    return null;
  }
  let negated = false;
  if (op === 'not') {
    negated = true;
    op = readOperator(cursor);
    const span = join(first.span, lastSpan(cursor));
    if (op === '==' || op === '!=') {
      const opposite = op === '==' ? '!=' : '==';
      cursor.problems.add('FF1258', span, { text: `not ${op}`, write: opposite }, { span, text: opposite });
      op = opposite;
    } else if (op === '<' || op === '<=' || op === '>' || op === '>=') {
      // The opposite order would say something else of a missing attribute.
      const value = textOf(cursor, peek(cursor));
      const write = `not ${printed(cursor, operand)} ${op} ${value}`;
      cursor.problems.add('FF1258', span, { text: `not ${op}`, write });
      return null;
    }
  }
  if (op?.startsWith('not ')) {
    negated = !negated;
    op = op.slice(4);
  }
  const operatorSpan = join(first.span, lastSpan(cursor));
  const test = op === null ? rejectAfterNot(cursor) : parseOperation(cursor, operand, op, negated, operatorSpan);
  return test === null ? null : { test, operatorSpan: [first.span[0], operatorEnd(cursor, test)] };
}

function rejectAfterNot(cursor: Cursor): null {
  const token = peek(cursor);
  cursor.problems.add('FF1240', token.kind === 'end' ? lastSpan(cursor) : token.span, {
    expected: 'in, contains, starts_with, ends_with or matches after not',
    found: describe(cursor, token),
  });
  return null;
}

function parseOperation(
  cursor: Cursor,
  operand: OperandNode,
  op: string,
  negated: boolean,
  span: Span,
): TestNode | null {
  switch (op) {
    case '==':
    case '!=':
      return parseEquality(cursor, operand, op === '!=', span);
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const value = parseLiteral(cursor, `a number, semver or date after ${op}`);
      return value === null ? null : { op, value };
    }
    case 'in':
      return parseMember(cursor, operand, negated);
    case 'starts_with':
    case 'ends_with':
    case 'matches': {
      const value = parseLiteral(cursor, `a string after ${op}`);
      return value === null ? null : { op, negated, value };
    }
    case 'contains':
      return parseContain(cursor, operand, negated);
    case 'is present':
      return { op: 'is', presence: negated ? 'absent' : 'present' };
    case 'is':
      return parsePresence(cursor, operand, negated, span);
    case 'between':
      return rejectBetween(cursor, operand, negated, span);
    default:
      return rejectLike(cursor, operand, negated, span);
  }
}

function parseEquality(cursor: Cursor, operand: OperandNode, negated: boolean, span: Span): TestNode | null {
  if (isNothing(peek(cursor))) return rejectNothing(cursor, operand, negated);
  if (isSign(peek(cursor), '[')) {
    const list = parseList(cursor);
    if (list === null) return null;
    const source = cursor.text.slice(list.span[0], list.span[1]);
    const write = `${printed(cursor, operand)} ${negated ? 'not ' : ''}in ${source}`;
    cursor.problems.add('FF1265', join(span, list.span), { fault: 'equality', write });
    return { op: 'in', negated, list };
  }
  const value = parseLiteral(cursor, `a value after ${negated ? '!=' : '=='}`);
  return value === null ? null : { op: '==', negated, value };
}

function parseMember(cursor: Cursor, operand: OperandNode, negated: boolean): TestNode | null {
  const token = peek(cursor);
  if (isSign(token, '[') || isSign(token, '(')) {
    const list = parseList(cursor);
    return list === null ? null : { op: 'in', negated, list };
  }
  const value = parseLiteral(cursor, 'a list in brackets after in');
  if (value === null) return null;
  if (value.kind === 'cidr') return { op: 'in', negated, list: { items: [value], bare: true, span: value.span } };
  const source = cursor.text.slice(value.span[0], value.span[1]);
  const right = value.kind === 'string' && parseCidr(value.value) !== null ? `cidr ${source}` : `[${source}]`;
  const write = `${printed(cursor, operand)} ${negated ? 'not ' : ''}in ${right}`;
  // A network can have been meant as nothing else; of another string perhaps a part was.
  const fix = right.startsWith('[') ? undefined : { span: value.span, text: right };
  cursor.problems.add('FF1265', value.span, { fault: 'member', write }, fix);
  return null;
}

function printed(cursor: Cursor, operand: OperandNode): string {
  return cursor.text.slice(operand.span[0], operand.span[1]);
}

function parseContain(cursor: Cursor, operand: OperandNode, negated: boolean): TestNode | null {
  const token = peek(cursor);
  const word = token.kind === 'word' ? token.word : wordInOtherCase(token);
  if (word === 'any' || word === 'all') {
    take(cursor);
    if (token.kind === 'path') {
      cursor.problems.add(
        'FF1258',
        token.span,
        { text: textOf(cursor, token), write: word },
        { span: token.span, text: word },
      );
    }
    const op = `contains ${word}` as const;
    if (isSign(peek(cursor), '[') || isSign(peek(cursor), '(')) {
      const list = parseList(cursor);
      return list === null ? null : { op, negated, list };
    }
    const value = parseLiteral(cursor, `a list in brackets after ${op}`);
    return value === null ? null : rejectContain(cursor, operand, op, negated, value);
  }
  if (isSign(token, '[')) {
    const list = parseList(cursor);
    if (list === null) return null;
    const source = cursor.text.slice(list.span[0], list.span[1]);
    const write = `${printed(cursor, operand)} ${negated ? 'not ' : ''}contains any ${source}`;
    cursor.problems.add('FF1265', list.span, { fault: 'contains', write });
    return { op: 'contains any', negated, list };
  }
  const value = parseLiteral(cursor, 'a value, or any or all with a list, after contains');
  return value === null ? null : { op: 'contains', negated, value };
}

function rejectContain(
  cursor: Cursor,
  operand: OperandNode,
  op: 'contains any' | 'contains all',
  negated: boolean,
  value: LiteralNode,
): TestNode {
  const source = cursor.text.slice(value.span[0], value.span[1]);
  const write = `[${source}]`;
  cursor.problems.add(
    'FF1265',
    value.span,
    { fault: 'quantifier', write: `${printed(cursor, operand)} ${negated ? 'not ' : ''}${op} ${write}` },
    { span: value.span, text: write },
  );
  return { op, negated, list: { items: [value], bare: false, span: value.span } };
}

function parsePresence(cursor: Cursor, operand: OperandNode, negated: boolean, span: Span): TestNode | null {
  const token = peek(cursor);
  if (!negated && (isWord(token, 'present') || isWord(token, 'absent'))) {
    take(cursor);
    return { op: 'is', presence: isWord(token, 'present') ? 'present' : 'absent' };
  }
  return rejectPresence(cursor, operand, negated, span);
}

/** An operand with no operator after it. */
function rejectOperator(cursor: Cursor, operand: OperandNode): void {
  const token = peek(cursor);
  const path = printed(cursor, operand);
  if (token.kind === 'end' || isJoint(token) || isSign(token, ')')) {
    cursor.problems.add('FF1266', operand.span, { path, write: operand.kind === 'path' ? `${path} == true` : '' });
    return;
  }
  const index = peek(cursor, 1);
  if (isSign(token, '[') && index.kind === 'string' && isSign(peek(cursor, 2), ']')) {
    const write = `${path}.${/^[A-Za-z_]\w*$/.test(index.value) ? index.value : `\`${index.value}\``}`;
    cursor.problems.add('FF1240', join(token.span, peek(cursor, 2).span), {
      expected: 'an operator',
      found: '"["',
      write,
    });
    return;
  }
  const write = startsLiteral(cursor) ? `${path} == ${textOf(cursor, token)}` : '';
  cursor.problems.add('FF1240', token.span, {
    expected: 'an operator',
    found: describe(cursor, token),
    write,
    operator: textOf(cursor, token),
  });
}

/**
 * After a comparison only `and`, `or`, `)` and the end may stand: reports anything else.
 * @returns true when another comparison begins there, to be read as if `and` stood before it.
 */
export function reportMissingJoint(cursor: Cursor): boolean {
  const token = peek(cursor);
  if (token.kind === 'end' || isJoint(token) || isSign(token, ')')) return false;
  const word = token.kind === 'word' ? token.word : wordInOtherCase(token);
  if (word === 'then' || word === 'else' || word === 'if') {
    cursor.problems.add('FF1264', token.span, { word });
    cursor.at = cursor.tokens.length - 1;
    return false;
  }
  if (token.kind === 'sign' && /^[=!<>]/.test(token.sign))
    cursor.problems.add('FF1269', token.span, { text: token.sign });
  else cursor.problems.add('FF1240', token.span, { expected: 'and or or', found: describe(cursor, token) });
  const startsNext =
    token.kind === 'path' ||
    isSign(token, '(') ||
    ['segment', 'not', 'lower', 'now'].some((each) => isWord(token, each));
  if (!startsNext) skipToJoint(cursor);
  return startsNext;
}
