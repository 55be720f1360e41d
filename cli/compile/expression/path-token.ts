import type { Path } from '@flagforge/sdk/engine';
import type { Span } from './ast.ts';
import { countCharacters, MAX_QUOTED_CHARACTERS } from './limits.ts';
import type { ProblemList } from './problem.ts';
import { isReserved } from './reserved.ts';
import { isHigh, isLow } from './string-token.ts';

const BACKTICK = 96;
const BACKSLASH = 92;
const DOT = 46;

/** A path read from the text, or a single reserved word. */
export interface ReadPath {
  readonly path: Path;
  readonly end: number;
  /** True: one name without backticks, which may therefore be a word of the language, in some case. */
  readonly isWord: boolean;
  /** True: it holds characters that only a quoted step may have, such as `us-east-1`; `path` is the text itself. */
  readonly isOdd: boolean;
  /** True: something in it could not be read; its problem is reported. */
  readonly isBroken: boolean;
}

export function isNameStart(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95;
}

function isNamePart(unit: number): boolean {
  return isNameStart(unit) || (unit >= 48 && unit <= 57);
}

/** Names as people write them elsewhere: with dashes, dollars, at-signs or letters beyond ASCII. */
const ODD_NAME = /(?:[\p{L}\p{M}\p{N}_$@]|-(?=[\p{L}\p{N}_]))+/uy;

function oddEnd(text: string, start: number): number {
  ODD_NAME.lastIndex = start;
  return ODD_NAME.test(text) ? ODD_NAME.lastIndex : start;
}

/** Whether an odd name may start here. ASCII that begins other tokens is left to them. */
export function isOddStart(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === 36 || unit === 64 || (unit > 127 && oddEnd(text, at) > at);
}

/**
 * Reads the path at `start`, longest match. Returns null when no path starts there.
 * `alone`: the whole text is meant to be the path, so reserved words and odd names are reported here;
 * in a condition the parser does that, because there the place decides what was meant.
 */
export function readPath(text: string, start: number, problems: ProblemList, alone = false): ReadPath | null {
  const path: string[] = [];
  let at = start;
  let isOdd = false;
  let isBroken = false;
  let isQuoted = false;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit === BACKTICK) {
      const step = readQuoted(text, at, problems);
      path.push(step.value);
      isBroken ||= step.isBroken;
      isQuoted = true;
      at = step.end;
    } else if (isNameStart(unit) || isOddStart(text, at)) {
      let end = at;
      while (end < text.length && isNamePart(text.charCodeAt(end))) end += 1;
      const wide = hasOddNext(text, end) ? oddEnd(text, at) : end;
      if (wide > end) isOdd = true;
      path.push(text.slice(at, Math.max(end, wide)));
      at = Math.max(end, wide);
    } else break;
    const dot = nextDot(text, at);
    if (dot < 0) break;
    const next = skipSpace(text, dot + 1);
    if (!startsStep(text, next)) {
      const span: Span = [dot, dot + 1];
      problems.add('FF1254', span, { fault: 'step', text: text.slice(start, dot + 1) });
      isBroken = true;
      // Steps of digits are read along, so that they are not reported a second time as numbers.
      at = dot + 1 + (/^[0-9A-Za-z_.]*/.exec(text.slice(dot + 1))?.[0].length ?? 0);
      break;
    }
    if (dot > at || next > dot + 1) {
      problems.add('FF1271', [at, next], { text: '.' }, { span: [at, next], text: '.' });
    }
    at = next;
  }
  if (path.length === 0) return null;
  const first = path[0] ?? '';
  const firstIsPlain = text.charCodeAt(start) !== BACKTICK;
  const isReservedFirst = firstIsPlain && isReserved(first);
  if (isReservedFirst && (path.length > 1 || alone)) {
    const span: Span = [start, start + first.length];
    problems.add('FF1263', span, { word: first }, { span, text: `\`${first}\`` });
  }
  if (isOdd && alone) {
    const span: Span = [start, at];
    const write = `\`${text.slice(start, at)}\``;
    problems.add('FF1254', span, { fault: 'odd', text: text.slice(start, at), write });
  }
  const isWord = path.length === 1 && !isQuoted && !isOdd;
  return { path: isOdd ? [text.slice(start, at)] : path, end: at, isWord, isOdd, isBroken };
}

function hasOddNext(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === 45 || unit === 36 || unit === 64 || unit > 127;
}

function startsStep(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === BACKTICK || isNameStart(unit) || isOddStart(text, at);
}

export function isSpace(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === 10 || unit === 13;
}

export function skipSpace(text: string, at: number): number {
  let end = at;
  while (end < text.length && isSpace(text.charCodeAt(end))) end += 1;
  return end;
}

/** The offset of the dot that continues a path, with white space before it at most; -1 when there is none. */
function nextDot(text: string, at: number): number {
  if (text.charCodeAt(at) === DOT) return at;
  const dot = skipSpace(text, at);
  // Before a digit it is rather a number without its zero.
  return dot > at && text.charCodeAt(dot) === DOT && startsStep(text, skipSpace(text, dot + 1)) ? dot : -1;
}

function readQuoted(text: string, start: number, problems: ProblemList) {
  let at = start + 1;
  let value = '';
  let isBroken = false;
  for (;;) {
    if (at >= text.length) {
      problems.add('FF1254', [start, text.length], { fault: 'unterminated', text: text.slice(start) });
      return { value, end: at, isBroken: true };
    }
    const unit = text.charCodeAt(at);
    if (unit === BACKTICK) break;
    if (unit === BACKSLASH) {
      const next = text.charAt(at + 1);
      if (next === '`' || next === '\\') {
        value += next;
        at += 2;
        continue;
      }
      problems.add('FF1254', [at, at + 1], { fault: 'escape', text: '\\' }, { span: [at, at + 1], text: '\\\\' });
      isBroken = true;
    } else if ((isHigh(unit) && !isLow(text.charCodeAt(at + 1))) || (isLow(unit) && !isHigh(text.charCodeAt(at - 1)))) {
      problems.add('FF1254', [at, at + 1], { fault: 'surrogate', text: '' });
      isBroken = true;
    }
    value += text.charAt(at);
    at += 1;
  }
  const end = at + 1;
  const count = countCharacters(value);
  if (count === 0 || count > MAX_QUOTED_CHARACTERS) {
    problems.add('FF1254', [start, end], {
      fault: count === 0 ? 'empty' : 'long',
      text: text.slice(start, end),
      count,
    });
    isBroken = true;
  }
  return { value, end, isBroken };
}
