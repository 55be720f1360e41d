/**
 * Sets of code points as ascending, disjoint, non-adjacent ranges, both ends inclusive.
 *
 * Surrogates are no characters: the engine reads a lone one as U+FFFD, so no set ever decides on them. Every set
 * treats them like U+D7FF, which keeps them from splitting a range and from costing a character class.
 */
export type CodePoints = readonly (readonly [first: number, last: number])[];

export const MAX_CODE_POINT = 0x10ffff;
export const FIRST_SURROGATE = 0xd800;
export const LAST_SURROGATE = 0xdfff;

/** The union of ranges in any order. */
export function toCodePoints(ranges: CodePoints): CodePoints {
  const sorted = ranges.flatMap(withoutSurrogates).sort((left, right) => left[0] - right[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of sorted) {
    const end = merged[merged.length - 1];
    if (end !== undefined && first <= end[1] + 1) end[1] = Math.max(end[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

function withoutSurrogates([first, last]: readonly [number, number]): CodePoints {
  const parts: [number, number][] = [];
  if (first < FIRST_SURROGATE) {
    parts.push([first, last < FIRST_SURROGATE - 1 ? last : Math.max(last, LAST_SURROGATE)]);
  } else if (last > LAST_SURROGATE) parts.push([Math.max(first, LAST_SURROGATE + 1), last]);
  return parts;
}

/** Everything that is not in the set. */
export function invert(set: CodePoints): CodePoints {
  const inverted: [number, number][] = [];
  let next = 0;
  for (const [first, last] of set) {
    if (first > next) inverted.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= MAX_CODE_POINT) inverted.push([next, MAX_CODE_POINT]);
  return inverted;
}

export const DIGITS: CodePoints = [[48, 57]];
export const WORD: CodePoints = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
/** Space, \t \n \v \f \r: no Unicode white space. */
export const SPACE: CodePoints = [
  [9, 13],
  [32, 32],
];
/** What `.` matches: anything but \n. */
export const NOT_NEWLINE: CodePoints = invert([[10, 10]]);
