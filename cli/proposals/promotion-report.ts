/** What a promotion changes, for the terminal, as the body of its change request, and as JSON. */
import { labelOf } from '../diagnostics/reporters/index.ts';
import { describeChange, nameOfChange } from '../diff/describe-change.ts';
import type { ChangeRequest } from '../forge/forge.ts';
import { renderColumns } from '../terminal/columns.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { asCode, asCodeBlock, asMarkdown } from './markdown.ts';
import type { PreparedPromotion } from './prepare-promotion.ts';
import { diffTexts } from './text-diff.ts';

/** What became of it: `nothing`: both environments say the same already. `shown`: it was only looked at. */
export type PromotionOutcome =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'shown' }
  | { readonly kind: 'written' }
  | { readonly kind: 'opened'; readonly request: ChangeRequest };

export const promotionTitle = ({ request: { flag, from, to } }: PreparedPromotion): string =>
  `Promote ${flag} from ${from} to ${to}`;

/** The lines that say what changes: in words, then in the file. */
export function promotionLines(promotion: PreparedPromotion, label: string, style: Style): string[] {
  const { request, keys, path } = promotion;
  const { flag, from, to } = request;
  return [
    `${style.bold(printable(flag))}  ${printable(from)} -> ${printable(to)}: ${keys.join(', ')}`,
    ...renderColumns(
      wordRows(promotion).map((row) => row.map(printable)),
      '  ',
    ),
    '',
    style.dim(labelOf(label, path)),
    ...fileDiff(promotion).map((line) => coloured(line, style)),
  ];
}

function wordRows({ changes }: PreparedPromotion): string[][] {
  if (changes.length === 0) return [['nothing that is served changes: the file only says it in another way']];
  return changes.flatMap((change) =>
    describeChange(change).map((line, index) => [index === 0 ? nameOfChange(change) : '', line]),
  );
}

const fileDiff = ({ before, text }: PreparedPromotion): string[] => diffTexts(before, text);

function coloured(line: string, style: Style): string {
  const shown = printable(line);
  if (line.startsWith('+')) return style.green(shown);
  return line.startsWith('-') ? style.red(shown) : style.dim(shown);
}

/** The last lines of the answer. Ends with a line end. */
export function renderOutcome(
  { request: { flag, from, to }, path, before }: PreparedPromotion,
  outcome: PromotionOutcome,
  label: string,
  style: Style,
): string {
  switch (outcome.kind) {
    case 'nothing':
      return `${printable(flag)} says the same in ${printable(from)} and ${printable(to)}: nothing to do\n`;
    case 'shown':
      return style.dim('Nothing was written.\n');
    case 'written':
      return `Wrote ${labelOf(label, path)}${before === '' ? '' : `. Look at it with: ${style.cyan('git diff')}`}\n`;
    case 'opened': {
      const { number, title, url } = outcome.request;
      return `${style.green(`Opened request #${number}`)}: ${printable(title)}\n${url === null ? '' : `${url}\n`}`;
    }
  }
}

/** @param reason why, as its author typed it; null: nobody said. */
export function promotionBody(promotion: PreparedPromotion, reason: string | null): string {
  const { request, path, keys } = promotion;
  const { flag, from, to } = request;
  const rows = promotion.changes.flatMap((change) =>
    describeChange(change).map((line) => `- ${asCode(nameOfChange(change))}: ${asMarkdown(line)}`),
  );
  return [
    `${asCode(flag)} gets in **${asMarkdown(to)}** what it has in **${asMarkdown(from)}**: ${keys.map(asCode).join(', ')}.`,
    ...(reason === null ? [] : [`**Why:** ${asMarkdown(reason)}`]),
    rows.length === 0
      ? 'Nothing that is served changes: the file only says it in another way.'
      : `What changes in ${asMarkdown(to)}:\n\n${rows.join('\n')}`,
    `<details><summary>${asCode(path)}</summary>\n\n${asCodeBlock('diff', fileDiff(promotion))}\n\n</details>`,
    `Made by ${asCode(`flagforge promote ${flag} --from ${from} --to ${to}`)}. Comments of ${asMarkdown(from)} are not copied.`,
  ].join('\n\n');
}

/** @param file as messages name it. */
export function promotionJson(promotion: PreparedPromotion, outcome: PromotionOutcome, file: string): object {
  const { request, keys, changes, before, text } = promotion;
  return {
    ...{ flag: request.flag, from: request.from, to: request.to, file, keys },
    outcome: outcome.kind,
    changes: changes.map((change) => ({
      ...{ subject: change.subject, name: change.name, lines: describeChange(change) },
    })),
    diff: diffTexts(before, text),
    request: outcome.kind === 'opened' ? requestJson(outcome.request) : null,
  };
}

export const requestJson = ({ number, title, url, branch, head }: ChangeRequest): object => ({
  ...{ number, title, url, branch, head },
});
