import type { Path } from '@flagforge/sdk/engine';
import type { Span } from './ast.ts';
import { readNumber } from './number-token.ts';
import { isNameStart, isOddStart, isSpace, readPath, skipSpace } from './path-token.ts';
import type { ProblemList } from './problem.ts';
import { isReserved } from './reserved.ts';
import { readString } from './string-token.ts';

export type Sign = '==' | '!=' | '<' | '<=' | '>' | '>=' | '(' | ')' | '[' | ']' | ',';

/**
 * A token. `broken`: its problem is reported and its value is not to be trusted.
 * `word` is a reserved word; `path` everything else that names an attribute.
 */
export type Token =
  | {
      readonly kind: 'path';
      readonly path: Path;
      readonly isWord: boolean;
      readonly isOdd: boolean;
      readonly broken: boolean;
      readonly span: Span;
    }
  | { readonly kind: 'word'; readonly word: string; readonly span: Span }
  | { readonly kind: 'string'; readonly value: string; readonly broken: boolean; readonly span: Span }
  | { readonly kind: 'number'; readonly value: number; readonly broken: boolean; readonly span: Span }
  | { readonly kind: 'sign'; readonly sign: Sign; readonly span: Span }
  | { readonly kind: 'end'; readonly span: Span };

const SIGN = /==|!=|<=|>=|[<>()[\],]/y;

/** Signs of other languages, longest first, and what this one writes. */
const FOREIGN_SIGN = /===|!==|&&|\|\||<>|=~|=<|=>|[=!&|≤≥≠]/y;
const FOREIGN_SIGNS: Readonly<Record<string, string>> = {
  '===': '==',
  '!==': '!=',
  '&&': 'and',
  '||': 'or',
  '<>': '!=',
  '=~': 'matches',
  '=<': '<=',
  '=>': '>=',
  '=': '==',
  '!': 'not',
  '&': 'and',
  '|': 'or',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
};

/** Opening quotes of other languages and of word processors, with the marks that may close them. */
const FOREIGN_QUOTES: Readonly<Record<string, string>> = {
  "'": "'’",
  '‘': "’'‘",
  '’': "’'",
  '“': '”"“',
  '”': '”"',
  '„': '“”"',
  '‚': "‘’'",
  '«': '»',
  '‹': '›',
};

/** `==` and friends of length 3 must win over their beginnings: `===` is not `==` and `=`. */
const LONG_FOREIGN = /===|!==/y;

/** A run of what no token begins with is one problem, not one for each character. */
const STRANGE = /[#%*;?^{}~\\/:+.-]+/y;
/** White space that is none here, as web pages and word processors leave it behind. */
const BLANK = /^[\s\u200b\u2060\ufeff]$/u;

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/**
 * Cuts a condition into tokens, longest match first. Never fails: what is no token is reported, and replaced by
 * the token that was meant where that is plain. The last token is always `end`.
 */
export function tokenize(text: string, problems: ProblemList): readonly Token[] {
  const tokens: Token[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const token = readToken(text, at, problems);
    if ('kind' in token) tokens.push(token);
    at = skipSpace(text, 'kind' in token ? token.span[1] : token.end);
  }
  tokens.push({ kind: 'end', span: [text.length, text.length] });
  return tokens;
}

function readToken(text: string, at: number, problems: ProblemList): Token | { readonly end: number } {
  const unit = text.charCodeAt(at);
  if (unit === 34) {
    const before = problems.problems.length;
    const read = readString(text, at, problems);
    return { kind: 'string', value: read.value, broken: problems.problems.length > before, span: [at, read.end] };
  }
  if (isNameStart(unit) || unit === 96 || isOddStart(text, at)) {
    const read = readPath(text, at, problems);
    if (read !== null) {
      const span: Span = [at, read.end];
      const word = read.path[0] ?? '';
      if (read.isWord && isReserved(word)) return { kind: 'word', word, span };
      return { kind: 'path', path: read.path, isWord: read.isWord, isOdd: read.isOdd, broken: read.isBroken, span };
    }
  }
  const isDigit = unit >= 48 && unit <= 57;
  if (isDigit || ((unit === 45 || unit === 43 || unit === 46) && /^[-+.]+[0-9]/.test(text.slice(at, at + 3)))) {
    const read = readNumber(text, at, problems);
    return { kind: 'number', value: read.value ?? 0, broken: read.value === null, span: [at, read.end] };
  }
  const sign = matchAt(LONG_FOREIGN, text, at) === null ? matchAt(SIGN, text, at) : null;
  if (sign !== null && !(sign === '<' && text.charAt(at + 1) === '>')) {
    return { kind: 'sign', sign: sign as Sign, span: [at, at + sign.length] };
  }
  return readForeign(text, at, problems);
}

function readForeign(text: string, at: number, problems: ProblemList): Token | { readonly end: number } {
  const sign = matchAt(FOREIGN_SIGN, text, at);
  const meant = sign === null ? undefined : FOREIGN_SIGNS[sign];
  if (sign !== null && meant !== undefined) {
    const span: Span = [at, at + sign.length];
    const isWord = isNameStart(meant.charCodeAt(0));
    problems.add(
      'FF1258',
      span,
      { text: sign, write: meant },
      { span, text: isWord ? spaced(text, span, meant) : meant },
    );
    return isWord ? { kind: 'word', word: meant, span } : { kind: 'sign', sign: meant as Sign, span };
  }
  const closing = FOREIGN_QUOTES[text.charAt(at)];
  if (closing !== undefined) return readForeignQuotes(text, at, closing, problems);
  const strange = matchAt(STRANGE, text, at) ?? String.fromCodePoint(text.codePointAt(at) ?? 0);
  const span: Span = [at, at + strange.length];
  const isBlank = BLANK.test(strange);
  problems.add('FF1272', span, { text: strange, where: 'condition' }, isBlank ? { span, text: ' ' } : undefined);
  return { end: span[1] };
}

/** A word in the place of a sign needs white space around it, where there was none. */
function spaced(text: string, span: Span, word: string): string {
  const before = span[0] > 0 && !isSpace(text.charCodeAt(span[0] - 1)) && text.charAt(span[0] - 1) !== '(' ? ' ' : '';
  const after = span[1] < text.length && !isSpace(text.charCodeAt(span[1])) ? ' ' : '';
  return `${before}${word}${after}`;
}

function readForeignQuotes(text: string, at: number, closing: string, problems: ProblemList): Token {
  let end = at + 1;
  let value = '';
  while (end < text.length && !closing.includes(text.charAt(end))) {
    if (text.charAt(end) === '\\' && end + 1 < text.length) end += 1;
    value += text.charAt(end);
    end += 1;
  }
  if (end >= text.length) {
    problems.add('FF1252', [at, text.length], { fault: 'unterminated' });
    return { kind: 'string', value, broken: true, span: [at, text.length] };
  }
  const span: Span = [at, end + 1];
  const write = JSON.stringify(value);
  problems.add('FF1259', span, { text: text.slice(at, end + 1), write }, { span, text: write });
  return { kind: 'string', value, broken: false, span };
}
