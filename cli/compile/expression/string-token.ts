import type { Span } from './ast.ts';
import type { ProblemList } from './problem.ts';

const QUOTE = 34;
const BACKSLASH = 92;

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** A quoted text read from `start`: its value as far as it could be read, and the offset after its closing quote. */
export interface ReadText {
  readonly value: string;
  readonly end: number;
}

/**
 * Reads the JSON string whose opening quote stands at `start`. Every fault is reported (FF1252) where it stands
 * and reading goes on; without a closing quote it ends with the text.
 * @see RFC 8259 section 7
 */
export function readString(text: string, start: number, problems: ProblemList): ReadText {
  let at = start + 1;
  let value = '';
  for (;;) {
    const plain = at;
    while (at < text.length && isPlain(text.charCodeAt(at))) at += 1;
    value += text.slice(plain, at);
    if (at >= text.length) {
      problems.add('FF1252', [start, text.length], { fault: 'unterminated' });
      return { value, end: at };
    }
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return { value, end: at + 1 };
    if (unit === BACKSLASH) {
      const escape = readEscape(text, at, problems);
      value += escape.value;
      at = escape.end;
    } else if (unit < 0x20) {
      const written = JSON.stringify(text.charAt(at)).slice(1, -1);
      problems.add('FF1252', [at, at + 1], { fault: 'control', write: written }, { span: [at, at + 1], text: written });
      value += text.charAt(at);
      at += 1;
    } else {
      const isPair = isHigh(unit) && isLow(text.charCodeAt(at + 1));
      if (!isPair) problems.add('FF1252', [at, at + 1], { fault: 'surrogate', text: hex(unit) });
      value += isPair ? text.slice(at, at + 2) : '\ufffd';
      at += isPair ? 2 : 1;
    }
  }
}

function isPlain(unit: number): boolean {
  return unit >= 0x20 && unit !== QUOTE && unit !== BACKSLASH && (unit < 0xd800 || unit > 0xdfff);
}

export function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

export function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function hex(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

function readEscape(text: string, at: number, problems: ProblemList): ReadText {
  const letter = text.charAt(at + 1);
  const simple = SIMPLE_ESCAPES[letter];
  if (simple !== undefined) return { value: simple, end: at + 2 };
  if (letter === 'u') {
    const unit = readHex(text, at + 2);
    if (unit < 0) {
      problems.add('FF1252', [at, Math.min(at + 2, text.length)], { fault: 'unicode', text: '\\u' });
      return { value: '', end: at + 2 };
    }
    const low = text.startsWith('\\u', at + 6) ? readHex(text, at + 8) : -1;
    if (isHigh(unit) && isLow(low)) return { value: String.fromCharCode(unit, low), end: at + 12 };
    if (!isHigh(unit) && !isLow(unit)) return { value: String.fromCharCode(unit), end: at + 6 };
    problems.add('FF1252', [at, at + 6], { fault: 'surrogate', text: text.slice(at, at + 6) });
    return { value: '\ufffd', end: at + 6 };
  }
  if (letter === '') return { value: '', end: at + 1 };
  const character = String.fromCodePoint(text.codePointAt(at + 1) ?? 0);
  const end = at + 1 + character.length;
  const span: Span = [at, end];
  problems.add(
    'FF1252',
    span,
    { fault: 'escape', text: `\\${character}`, write: `\\\\${character}` },
    { span, text: `\\\\${character}` },
  );
  return { value: `\\${character}`, end };
}

function readHex(text: string, at: number): number {
  const digits = text.slice(at, at + 4);
  return /^[0-9A-Fa-f]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}

/**
 * Where in the expression's text a part of a string's value stands.
 * `literal` is the span of the whole string, quotes included; `from` and `to` are UTF-16 offsets in its value.
 * An empty part comes back as the character after it, so that there is something to point at.
 */
export function locateInString(text: string, literal: Span, from: number, to: number): Span {
  const last = literal[1] - 1;
  let at = literal[0] + 1;
  let index = 0;
  let start = -1;
  while (at < last) {
    if (index >= from && start < 0) start = at;
    if (index >= to && start >= 0 && at > start) return [start, at];
    at += text.charCodeAt(at) !== BACKSLASH ? 1 : text.charAt(at + 1) === 'u' ? 6 : 2;
    index += 1;
  }
  return start < 0 ? [last, literal[1]] : [start, last];
}
