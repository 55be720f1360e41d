import type { Explanation, Flag } from '@flagforge/sdk/engine';
import { renderColumns } from '../terminal/columns.ts';
import { printable } from '../terminal/printable.ts';
import type { Output } from '../terminal/terminal.ts';
import { renderAnswer } from './answer.ts';
import { describeSteps } from './steps.ts';

/** An answer and the steps that led to it, aligned; the first word of each step says whether it let the evaluation go on. */
export function renderExplanation(
  explanation: Explanation,
  about: { readonly flag: Flag | undefined; readonly now: number; readonly isArchived: boolean },
  output: Output,
): string {
  const { style } = output;
  const { result } = explanation;
  const headline = `${style.bold(printable(renderAnswer(result)))}\n`;
  if (explanation.steps.length === 0) {
    const why =
      result.reason === 'error' && result.errorCode === 'invalid_context'
        ? 'the context is no JSON object, so no flag can be evaluated'
        : about.isArchived
          ? 'the flag is archived, so it is in no snapshot'
          : 'there is nothing to evaluate';
    return `${headline}\n  ${why}\n`;
  }
  const steps = describeSteps(explanation, about.flag, about.now);
  const rows = steps.flatMap(({ label, lines }, index) =>
    lines.map((line, row) => {
      const text = printable(line);
      // The step that decided is the answer to "why": it stands out, the others step back.
      return [row === 0 ? printable(label) : '', index === steps.length - 1 ? text : style.dim(text)];
    }),
  );
  return `${headline}\n${renderColumns(rows, '  ').join('\n')}\n`;
}
