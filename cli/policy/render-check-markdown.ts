import type { RequestCheck } from './check-request.ts';
import { countText, missingTexts, nameOfDemand, remediesFor } from './demand-words.ts';
import type { Demand } from './judgement.ts';

/** How a request stands, as Markdown: a summary of a CI job. Ends with a line end. */
export function renderCheckMarkdown({ evidence, judgement, footprint, conflicts }: RequestCheck): string {
  const head = evidence.request.head.slice(0, 7);
  const { demands, isApproved } = judgement;
  const answer =
    demands.length === 0
      ? 'It touches no environment and no rules: nobody needs to approve it.'
      : isApproved
        ? `**Approved** at \`${head}\`.`
        : `**Not approved** at \`${head}\`: ${missingTexts(judgement).map(escapeMarkdown).join(', ')}.`;
  const rows = demands.map((demand) => rowOf(demand, footprint.forAdmins));
  const table = [
    '| asks | approvals | approved by | does not count | could approve |',
    '|---|---|---|---|---|',
    ...rows,
  ];
  return [
    `### Approvals of request #${evidence.request.number}`,
    '',
    answer,
    ...(demands.length === 0 ? [] : ['', ...table]),
    ...remediesFor(judgement).flatMap((remedy) => ['', `Hint: ${remedy}.`]),
    ...(conflicts.length === 0 ? [] : ['', `Both sides changed ${conflicts.map(escapeMarkdown).join(', ')}.`]),
    '',
  ].join('\n');
}

function rowOf(demand: Demand, forAdmins: readonly string[]): string {
  const { environment, risk, approvals, refusals, couldApprove, isMet } = demand;
  const about = environment === null ? forAdmins : [`${risk} risk`];
  const cells = [
    [`**${escapeMarkdown(nameOfDemand(demand))}**`, ...about.map(escapeMarkdown)],
    [`${isMet ? 'yes' : 'no'}: ${escapeMarkdown(countText(demand))}`],
    approvals.map(({ person, commit }) => `${escapeMarkdown(person)} on \`${commit.slice(0, 7)}\``),
    refusals.map(({ rule, text }) => `\`${rule}\`: ${escapeMarkdown(text)}`),
    isMet ? [] : couldApprove.map(escapeMarkdown),
  ];
  return `| ${cells.map((lines) => lines.join('<br>')).join(' | ')} |`;
}

/** What strangers wrote, as plain text on one line: no link, no picture, no HTML, and nobody is called by name. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replace(/@/g, '@<!-- -->')
    .replace(/:\/\//g, ':<!-- -->//');
}
