import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import type { RequestCheck } from './check-request.ts';
import { countText, missingTexts, nameOfDemand, remediesFor } from './demand-words.ts';
import type { Demand } from './judgement.ts';

/** How a request stands, demand by demand, for a terminal; ends with a line end. */
export function renderCheck(check: RequestCheck, style: Style): string {
  const { evidence, judgement, footprint, conflicts } = check;
  const { request } = evidence;
  const width = Math.max(8, ...judgement.demands.map((demand) => printable(nameOfDemand(demand)).length));
  const lines = [
    `request #${request.number}  ${printable(request.title)}`,
    style.dim(`  ${request.head.slice(0, 7)} on ${request.base}, opened by ${printable(request.opener.name)}`),
    '',
    ...judgement.demands.flatMap((demand) => demandLines(demand, footprint.forAdmins, width, style)),
  ];
  if (judgement.demands.length > 0) lines.push('');
  if (conflicts.length > 0) lines.push(style.yellow(`Both sides changed ${conflicts.map(printable).join(', ')}.`));
  const hints = remediesFor(judgement).map((remedy) => style.dim(`  hint: ${remedy}`));
  return `${[...lines, summary(check, style), ...hints].join('\n')}\n`;
}

function demandLines(demand: Demand, forAdmins: readonly string[], width: number, style: Style): string[] {
  const { isMet, approvals, refusals, couldApprove, risk, environment } = demand;
  const paint = isMet ? style.green : style.red;
  const name = printable(nameOfDemand(demand)).padEnd(width);
  const head = [paint(name), countText(demand), ...(risk === null ? [] : [style.dim(`${risk} risk`)])].join('  ');
  const row = (label: string, text: string): string => `  ${label.padEnd(Math.max(8, width - 2))}  ${text}`;
  return [
    head,
    ...(environment === null ? forAdmins.map((matter) => row('for', printable(matter))) : []),
    ...approvals.map(({ person, commit }) => row('approved', `${printable(person)} on ${commit.slice(0, 7)}`)),
    ...refusals.map(({ rule, text }) => row('refused', `${style.yellow(rule)}: ${printable(text)}`)),
    ...(isMet || couldApprove.length === 0 ? [] : [row('could', couldApprove.map(printable).join(', '))]),
  ];
}

function summary({ judgement, evidence }: RequestCheck, style: Style): string {
  const head = evidence.request.head.slice(0, 7);
  if (judgement.demands.length === 0) return 'It touches no environment and no rules: nobody needs to approve it.';
  if (judgement.isApproved) return style.green(`Approved at ${head}.`);
  return style.red(`Not approved at ${head}: ${missingTexts(judgement).map(printable).join(', ')}.`);
}
