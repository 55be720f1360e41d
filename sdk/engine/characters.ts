import { codeAt } from './code-at.ts';

const DASH = 45;

/** Whether a text is one or more digits, or (`isWide`) digits, Latin letters and dashes. */
export function isMadeOf(text: string, isWide: boolean): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = codeAt(text, i);
    // An upper-case letter is the lower-case one without its bit of 32.
    const isLetter = isWide && (code === DASH || ((code | 32) > 96 && (code | 32) < 123));
    if (!isLetter && !(code > 47 && code < 58)) return false;
  }
  return text !== '';
}

/** Whether a value is a text. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}
