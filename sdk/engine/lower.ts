import { codeAt, WIDE_STEP } from './code-at.ts';

/**
 * The code points up to U+052F that have a lower case, in runs of three characters, each a number (see `numberAt`): how
 * many code points after the last run it begins, how many it has, and which of DISTANCES its lower case is away. A run
 * of the first distance takes every second code point, the others each. Own table, because engines follow different
 * versions of Unicode.
 */
const RUNS =
  "e=$~##.:$$*$D;##$%$&#$+#$:##$&#&#%$'#%##$(#$)$%*#$)%$+#$,#$-#$)$$*#$.$$/#$0#$)&$/#$1$$2#&##$3#$)$$3%$)$$3#$)$%4#%##$5#$)&$)*$6#$)$$6#$)$$6#,#$,#$$6#%##$7#$8#7##$9$,#)$:#$)$$;#$<%$)$$=#$>#$?#(#~##~##~##5%#%$)+$@)$A$&B$$C$%D$4$$,$F$E+/#'$F%$)$$G#$)%&9#3H#C$S4#+>##$I#*#$S#";

const DISTANCES: readonly number[] = [
  1, 32, -199, -121, 210, 206, 1, 205, 79, 202, 203, 207, 211, 209, 213, 214, 218, 217, 219, 2, -97, -56, -130, 10795,
  -163, 10792, -195, 69, 71, 116, 38, 37, 64, 63, 8, -60, -7, 80, 15,
];

/** Printable ASCII from `#` on; the backslash, which would have to be escaped, is left out. */
function numberAt(i: number): number {
  const code = codeAt(RUNS, i);
  return code - (code > 92 ? 36 : 35);
}

/** By code point; made when first needed. */
let table: number[] = [];

function makeTable(): void {
  const lowered: number[] = [];
  for (let code = 0; code < 0x530; code += 1) lowered.push(code);
  let code = 0;
  for (let i = 0; i < RUNS.length; i += 3) {
    const distance = numberAt(i + 2);
    code += numberAt(i);
    for (let left = numberAt(i + 1); left > 0; left -= 1) {
      lowered[code] = code + (DISTANCES[distance] as number);
      code += distance === 0 ? 2 : 1;
    }
  }
  table = lowered;
}

function lowerWide(code: number): number {
  if (code > 0x52f) return code;
  if (table.length === 0) makeTable();
  return table[code] as number;
}

function lowerCodePoint(code: number): number {
  if (code < 128) return code > 64 && code < 91 ? code + 32 : code;
  // What is no code point makes `lowerText` throw: a build without the table passes such a text on.
  let lower = Number.NaN;
  host: lower = lowerWide(code);
  return lower;
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
  fast: {
    if (text === lastText) return lastLowered;
    lastLowered = foldText(text);
    lastText = text;
    return lastLowered;
  }
  let lowered = '';
  for (let at = 0; at < text.length; at += 1) lowered += String.fromCodePoint(lowerCodePoint(codeAt(text, at)));
  return lowered;
}

function foldText(text: string): string {
  let lowered = '';
  let kept = 0;
  let at = 0;
  while (at < text.length) {
    const code = codeAt(text, at);
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
