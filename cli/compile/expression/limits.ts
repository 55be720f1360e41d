/** The limits of a condition. @see contract 3 */

/** Characters (code points) of a condition's text. */
export const MAX_CONDITION_CHARACTERS = 4096;

/** Comparisons in one condition; `segment "x"` is none. */
export const MAX_COMPARISONS = 200;

/** Levels of parentheses and `not` together. */
export const MAX_DEPTH = 32;

/** Items of one list. */
export const MAX_LIST_ITEMS = 1000;

/** Characters (code points) between the backticks of a path's step. */
export const MAX_QUOTED_CHARACTERS = 100;

/** The number of code points, for limits that are written in characters. */
export function countCharacters(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const isPairStart = unit >= 0xd800 && unit <= 0xdbff && at + 1 < text.length;
    if (isPairStart && text.charCodeAt(at + 1) >= 0xdc00 && text.charCodeAt(at + 1) <= 0xdfff) at += 1;
    count += 1;
  }
  return count;
}
