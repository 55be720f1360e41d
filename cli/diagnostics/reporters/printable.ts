/** Control characters, and those that turn the direction of text: a file must not steer the reader's terminal. */
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]/u;
const EACH_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu');

/** Whether a character shows as itself. */
export const isPrintable = (character: string): boolean => !UNPRINTABLE.test(character);

/** A text for one line of a terminal: what does not show as itself is written as `\u{1b}`; line ends stay. */
export const printable = (text: string): string =>
  text.replace(EACH_UNPRINTABLE, (character) =>
    character === '\n' ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
