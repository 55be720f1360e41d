import { countOf } from '../terminal/count.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { wrapText } from '../terminal/wrap-text.ts';
import { AREAS, type Check, type Verdict } from './check.ts';

const WORDS: Readonly<Record<Verdict, string>> = { good: 'ok', weak: 'weak', bad: 'BAD', unknown: 'unknown' };
const WIDTH = Math.max(...Object.values(WORDS).map(({ length }) => length));

/** The checks by area, each with how to mend it, and a count at the end. Ends with a line end. */
export function renderChecks(checks: readonly Check[], style: Style, columns: number): string {
  const paint: Readonly<Record<Verdict, (text: string) => string>> = {
    ...{ good: style.green, weak: style.yellow, bad: style.red, unknown: style.yellow },
  };
  const lines = AREAS.flatMap((area) => {
    const own = checks.filter((check) => check.area === area);
    if (own.length === 0) return [];
    return [
      style.bold(area),
      ...own.flatMap(({ verdict, finding, remedy }) => {
        const indent = ' '.repeat(WIDTH + 4);
        const wrap = (text: string): string[] =>
          wrapText(printable(text), Math.max(40, columns - indent.length)).split('\n');
        const [first = '', ...rest] = wrap(finding);
        const word = paint[verdict](WORDS[verdict]) + ' '.repeat(WIDTH - WORDS[verdict].length);
        const next = remedy === null ? [] : wrap(remedy).map((line) => style.cyan(line));
        return [`  ${word}  ${first}`, ...[...rest, ...next].map((line) => indent + line)];
      }),
      '',
    ];
  });
  const count = (verdict: Verdict): number => checks.filter((check) => check.verdict === verdict).length;
  const [bad, weak, unknown] = [count('bad'), count('weak'), count('unknown')];
  const end =
    bad + weak + unknown === 0
      ? style.green(`${countOf(checks.length, 'check')}, all well.`)
      : `${countOf(checks.length, 'check')}: ${bad} bad, ${weak} weak, ${unknown} unknown`;
  return `${[...lines, end].join('\n')}\n`;
}
