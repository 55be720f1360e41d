/** Literals as people read them, and back: `"US"` is US, `"1"` is 1 with the word string beside it, so that 1 stays the number. */
import type { LiteralNode } from 'flagforge/compile/expression';

/** A literal of a sentence. `type` is said where the text alone would be taken for another one. */
export interface ValueWords {
  readonly text: string;
  readonly type?: 'string' | 'version' | 'date' | 'network';
}

const NOWHERE: readonly [number, number] = [0, 0];
const TYPES = { semver: 'version', date: 'date', cidr: 'network' } as const;

/** A literal in words. @param isPlain the words before it say its type: `is in network 10.0.0.0/8`. */
export function valueWords(literal: LiteralNode, isPlain = false): ValueWords {
  if (literal.kind === 'number' || literal.kind === 'boolean') return { text: String(literal.value) };
  const text = textWords(literal.value);
  if (literal.kind !== 'string') return isPlain ? { text } : { text, type: TYPES[literal.kind] };
  return looksTyped(literal.value) ? { text, type: 'string' } : { text };
}

/** The literal of these words. @param plain the type that the words before it say, if they do. */
export function literalOfWords({ text, type }: ValueWords, plain?: 'date' | 'cidr'): LiteralNode {
  const kind = type === undefined ? plain : KINDS[type];
  if (kind !== undefined) return { kind, value: readText(text), span: NOWHERE };
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true', span: NOWHERE };
  if (looksTyped(text)) return { kind: 'number', value: Number(text), span: NOWHERE };
  return { kind: 'string', value: readText(text), span: NOWHERE };
}

const KINDS = { string: 'string', version: 'semver', date: 'date', network: 'cidr' } as const;

/** Whether a text is what a number or a boolean is shown as. */
function looksTyped(text: string): boolean {
  return text === 'true' || text === 'false' || (text !== '' && String(Number(text)) === text && text !== 'NaN');
}

/** What one would not see, or not see the end of: controls, marks that turn the direction, half characters. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u;

/** As it is; in quotes where one would not see where it begins or ends, or what is in it. */
function textWords(value: string): string {
  if (value !== '' && value.trim() === value && !value.startsWith('"') && !UNSEEN.test(value)) return value;
  return JSON.stringify(value).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
}

const escaped = (character: string): string =>
  [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');

const readText = (text: string): string => (text.startsWith('"') ? (JSON.parse(text) as string) : text);
