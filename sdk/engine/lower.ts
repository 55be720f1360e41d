import { WIDE_STEP } from './wide.ts';

/**
 * Runs of code points up to U+052F that have a lower case: first, last, step, distance to the (first code
 * point of the) lower case. Own table, because engines follow different versions of Unicode.
 */
// biome-ignore format: a table reads better in rows of four
const RUNS: readonly number[] = [
  65, 90, 1, 32, 192, 214, 1, 32, 216, 222, 1, 32, 256, 302, 2, 1, 304, 304, 1, -199, 306, 310, 2, 1,
  313, 327, 2, 1, 330, 374, 2, 1, 376, 376, 1, -121, 377, 381, 2, 1, 385, 385, 1, 210, 386, 388, 2, 1,
  390, 390, 1, 206, 391, 391, 1, 1, 393, 394, 1, 205, 395, 395, 1, 1, 398, 398, 1, 79, 399, 399, 1, 202,
  400, 400, 1, 203, 401, 401, 1, 1, 403, 403, 1, 205, 404, 404, 1, 207, 406, 406, 1, 211, 407, 407, 1, 209,
  408, 408, 1, 1, 412, 412, 1, 211, 413, 413, 1, 213, 415, 415, 1, 214, 416, 420, 2, 1, 422, 422, 1, 218,
  423, 423, 1, 1, 425, 425, 1, 218, 428, 428, 1, 1, 430, 430, 1, 218, 431, 431, 1, 1, 433, 434, 1, 217,
  435, 437, 2, 1, 439, 439, 1, 219, 440, 440, 1, 1, 444, 444, 1, 1, 452, 452, 1, 2, 453, 453, 1, 1,
  455, 455, 1, 2, 456, 456, 1, 1, 458, 458, 1, 2, 459, 475, 2, 1, 478, 494, 2, 1, 497, 497, 1, 2, 498, 500, 2, 1,
  502, 502, 1, -97, 503, 503, 1, -56, 504, 542, 2, 1, 544, 544, 1, -130, 546, 562, 2, 1, 570, 570, 1, 10795,
  571, 571, 1, 1, 573, 573, 1, -163, 574, 574, 1, 10792, 577, 577, 1, 1, 579, 579, 1, -195, 580, 580, 1, 69,
  581, 581, 1, 71, 582, 590, 2, 1, 880, 882, 2, 1, 886, 886, 1, 1, 895, 895, 1, 116, 902, 902, 1, 38,
  904, 906, 1, 37, 908, 908, 1, 64, 910, 911, 1, 63, 913, 929, 1, 32, 931, 939, 1, 32, 975, 975, 1, 8,
  984, 1006, 2, 1, 1012, 1012, 1, -60, 1015, 1015, 1, 1, 1017, 1017, 1, -7, 1018, 1018, 1, 1,
  1021, 1023, 1, -130, 1024, 1039, 1, 80, 1040, 1071, 1, 32, 1120, 1152, 2, 1, 1162, 1214, 2, 1,
  1216, 1216, 1, 15, 1217, 1229, 2, 1, 1232, 1326, 2, 1,
];

function lowerCodePoint(code: number): number {
  if (code < 65 || code > 0x52f) return code;
  if (code < 128) return code <= 90 ? code + 32 : code;
  let low = 0;
  let high = RUNS.length / 4 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const first = RUNS[middle * 4] as number;
    if (code < first) high = middle - 1;
    else if (code > (RUNS[middle * 4 + 1] as number)) low = middle + 1;
    else
      return (code - first) % (RUNS[middle * 4 + 2] as number) === 0 ? code + (RUNS[middle * 4 + 3] as number) : code;
  }
  return code;
}

let lastText = '';
let lastLowered = '';

/**
 * Maps each code point up to U+052F to the first code point of its lower case and leaves the others, so that
 * every engine gives the same text. The compiler does the same to literals. The last text is remembered, because
 * many rules often ask about the same one.
 * @see contract 3, lower(x)
 */
export function lowerText(text: string): string {
  if (text !== lastText) {
    lastLowered = foldText(text);
    lastText = text;
  }
  return lastLowered;
}

function foldText(text: string): string {
  let lowered = '';
  let kept = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.codePointAt(at) as number;
    const lower = lowerCodePoint(code);
    const next = at + (code > 0xffff ? WIDE_STEP : 1);
    if (lower !== code) {
      lowered += text.substring(kept, at) + String.fromCodePoint(lower);
      kept = next;
    }
    at = next;
  }
  return kept === 0 ? text : lowered + text.substring(kept);
}
