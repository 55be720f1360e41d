import type { Evaluation } from '@flagforge/sdk/engine';
import type { GivenContext } from '../contexts/parse-context.ts';
import { shorten } from '../diagnostics/shorten.ts';
import { renderAnswer, renderRuleName } from '../explanation/answer.ts';
import { resultJson } from '../explanation/explanation-json.ts';
import { renderColumns } from '../terminal/columns.ts';
import { printable } from '../terminal/printable.ts';
import type { Output } from '../terminal/terminal.ts';

/** The answers for one context: of one flag, or of all in the order of their keys. */
export interface Answer {
  readonly context: GivenContext;
  readonly results: readonly Evaluation[];
}

const MAX_VALUE = 48;
const MAX_CONTEXT = 160;

/** How answers are written, each with its line end. As JSON: one line, `{context, results}`. @see contract 6 */
export function createAnswerText(
  output: Output,
  form: { isJson: boolean; hasManyContexts: boolean },
): (answer: Answer) => string {
  if (form.isJson) return createJsonText();
  return ({ context, results }) => {
    const only = results.length === 1 ? results[0] : undefined;
    const lines =
      only === undefined
        ? renderColumns(results.map((result) => row(result, output)))
        : [printable(renderAnswer(only))];
    if (!form.hasManyContexts) return `${lines.join('\n')}\n`;
    const title = output.style.dim(printable(shorten(context.text, MAX_CONTEXT)));
    return `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
  };
}

/** The engine gives the same object for the same answer, so each is turned into text once. */
function createJsonText(): (answer: Answer) => string {
  const texts = new WeakMap<Evaluation, string>();
  const textOf = (result: Evaluation): string => {
    const known = texts.get(result);
    if (known !== undefined) return known;
    const text = `${JSON.stringify(result.flagKey)}:${JSON.stringify(resultJson(result))}`;
    texts.set(result, text);
    return text;
  };
  return ({ context, results }) => `{"context":${context.text},"results":{${results.map(textOf).join(',')}}}\n`;
}

function row(result: Evaluation, { style }: Output): string[] {
  const key = printable(result.flagKey);
  if (result.reason === 'error') return [key, '-', '-', style.red(`error ${result.errorCode}`)];
  const rule = result.rule === undefined ? '' : ` by rule ${renderRuleName(result.rule)}`;
  return [
    key,
    printable(shorten(JSON.stringify(result.value), MAX_VALUE)),
    result.variant,
    style.dim(printable(result.reason + rule)),
  ];
}
