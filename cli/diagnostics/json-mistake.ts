import { shorten } from './shorten.ts';

/** The first thing that makes a text no JSON. */
export interface JsonMistake {
  /** UTF-16 offset into the text, up to and including its length (the text ended too early). */
  readonly offset: number;
  /** What is wrong there, no full stop. */
  readonly problem: string;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WHITE = /[ \t\r\n]*/y;
const WORD = /[A-Za-z_$][\w$]*/y;

/** What is quoted of a text that may be long. */
const MAX_QUOTED = 40;

type Expectation = 'value' | 'first-item' | 'first-key' | 'key' | 'colon' | 'comma' | 'end';

/**
 * Finds where a text stops being JSON (RFC 8259), or null when it is JSON. JSON.parse refuses the same texts, but does
 * not say where on every version of Node. Iterative, so that no nesting is too deep for it.
 */
export function findJsonMistake(text: string): JsonMistake | null {
  const open: ('[' | '{')[] = [];
  let expected: Expectation = 'value';
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? '';
  };
  const afterValue = (): Expectation => (open.length === 0 ? 'end' : 'comma');

  for (;;) {
    at += take(WHITE).length;
    const character = text.charAt(at);
    if (expected === 'end') {
      return character === '' ? null : { offset: at, problem: 'nothing may follow the value' };
    }
    if (character === '')
      return { offset: at, problem: at === 0 || text.trim() === '' ? 'it is empty' : 'it ends too early' };
    if (expected === 'comma') {
      const container = open.at(-1);
      if (character === (container === '{' ? '}' : ']')) open.pop();
      else if (character !== ',')
        return { offset: at, problem: `a comma or ${container === '{' ? '}' : ']'} is missing` };
      expected = character === ',' ? (container === '{' ? 'key' : 'value') : afterValue();
      at += 1;
    } else if (expected === 'colon') {
      if (character !== ':') return { offset: at, problem: 'a colon is missing after the name' };
      expected = 'value';
      at += 1;
    } else if (expected === 'key' || expected === 'first-key') {
      if (expected === 'first-key' && character === '}') {
        open.pop();
        expected = afterValue();
        at += 1;
      } else if (character === '"') {
        const string = readString(text, at);
        if (typeof string !== 'number') return string;
        at = string;
        expected = 'colon';
      } else {
        return { offset: at, problem: keyProblem(character, take(WORD)) };
      }
    } else if (character === ']' && expected === 'first-item') {
      open.pop();
      expected = afterValue();
      at += 1;
    } else if (character === '{' || character === '[') {
      open.push(character);
      expected = character === '{' ? 'first-key' : 'first-item';
      at += 1;
    } else {
      const end = readScalar(text, at, take(NUMBER), take(WORD));
      if (typeof end !== 'number') return end;
      at = end;
      expected = afterValue();
    }
  }
}

function keyProblem(character: string, word: string): string {
  if (character === "'") return 'names stand in double quotes';
  if (word !== '') return `names stand in double quotes: "${shorten(word, MAX_QUOTED)}"`;
  return character === '}' ? 'the comma before } is one too many' : 'a name in double quotes is missing';
}

function readScalar(text: string, at: number, number: string, word: string): number | JsonMistake {
  const character = text.charAt(at);
  if (character === '"') return readString(text, at);
  if (number !== '') {
    const next = text.charAt(at + number.length);
    return /[\w.]/.test(next) ? { offset: at, problem: 'this is no JSON number' } : at + number.length;
  }
  if (word === 'true' || word === 'false' || word === 'null') return at + word.length;
  if (word !== '') return { offset: at, problem: `strings stand in double quotes: "${shorten(word, MAX_QUOTED)}"` };
  if (character === "'") return { offset: at, problem: 'strings stand in double quotes' };
  if (character === ']') return { offset: at, problem: 'the comma before ] is one too many' };
  return { offset: at, problem: `unexpected ${JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))}` };
}

/** The offset after the string that begins at `start`. */
function readString(text: string, start: number): number | JsonMistake {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return { offset: at, problem: 'a control character in a string must be escaped' };
    if (code !== 0x5c) continue;
    const escape = text.charAt(at + 1);
    const isUnicode = escape === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6));
    if (!isUnicode && (escape === '' || !'"\\/bfnrt'.includes(escape)))
      return { offset: at, problem: 'this is no JSON escape' };
    at += isUnicode ? 5 : 1;
  }
  return { offset: text.length, problem: 'the string has no closing quote' };
}
