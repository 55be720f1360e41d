import type { EnvironmentDiff } from '../project-diff.ts';
import { type Block, blocksOf, type Place, settingBlocks } from './blocks.ts';
import { codeSpan, escapeMarkdown } from './escape-markdown.ts';
import type { DiffReport } from './report.ts';
import { approvalsText, isChange, notesOf, reasonText, summaryOf, unchangedSamples } from './words.ts';

/** GitHub takes 65,536 characters; the forge adds its marker, and cuts what is longer than 65,000. */
const MAX_COMMENT = 64_000;

/** What a line may take; the rest of it is in the files. */
const MAX_LINE = 1_500;

/** What is left out is said in at most this. */
const NOTE_ROOM = 300;

/**
 * What a change does, as the comment on its request: a table that says it all at a glance, the details folded. Stays below
 * GitHub's limit: what does not fit is left out with a note. Ends with a line end.
 */
export function renderMarkdown(report: DiffReport): string {
  const { environments } = report.diff;
  const top = [
    '### What this change does',
    '',
    ...notesOf(report).flatMap((note) => [`> ${clean(note)}`, '']),
    ...(environments.length === 0 ? [] : tableOf(environments)),
    ...approvalsLines(report),
    ...unchangedSamples(report).flatMap((text) => ['', `Sample contexts: ${clean(text)}`]),
  ];
  const parts = [...environments.flatMap((environment) => partsOf(report, environment)), ...settingParts(report)];
  return `${withinLimit(top, parts)}\n`;
}

/** One thing, and the section that it stands in. */
interface Part {
  readonly section: string;
  readonly lines: readonly string[];
}

/** How many environments the table takes: a project with more has other troubles. */
const MAX_ROWS = 50;

function tableOf(environments: readonly EnvironmentDiff[]): readonly string[] {
  const rows = environments.slice(0, MAX_ROWS).map((environment) => {
    const { level } = environment.risk;
    const risk = !environment.isChanged ? '' : level === 'low' ? 'low' : `**${level}**`;
    return `| ${codeSpan(environment.environment)} | ${clean(summaryOf(environment))} | ${risk} |`;
  });
  const more = environments.length - MAX_ROWS;
  return [
    '| environment | change | risk |',
    '|---|---|---|',
    ...rows,
    ...(more > 0 ? [`| ... | ${more} more | |`] : []),
    '',
  ];
}

function approvalsLines(report: DiffReport): readonly string[] {
  const text = approvalsText(report.approvals);
  if (text !== null) return [`**Approvals needed:** ${clean(text)}`];
  return isChange(report) ? ['**Approvals needed:** none'] : ['No flag, segment or setting changes.'];
}

function partsOf(report: DiffReport, environment: EnvironmentDiff): readonly Part[] {
  if (!environment.isChanged) return [];
  const { level, reasons } = environment.risk;
  const section = `<b>${clean(environment.environment)}</b>: ${clean(summaryOf(environment))}, risk ${level}`;
  const why = reasons.filter((reason) => reason.level !== 'low');
  const risks = why.map(
    (reason): Part => ({ section, lines: [`- risk ${reason.level}: ${clean(reasonText(reason))}`] }),
  );
  const blocks = blocksOf(report, environment);
  return [...risks, ...blocks.map((block): Part => ({ section, lines: blockLines(block) }))];
}

function blockLines({ name, lines, places }: Block): readonly string[] {
  const where = places.map(placeText).join(', ');
  return [`- **${clean(name)}**${where === '' ? '' : ` ${where}`}`, ...lines.map((line) => `  - ${clean(line)}`)];
}

const placeText = ({ file, lines }: Place): string => codeSpan(`${file}:${lines.slice(0, 5).join(', ')}`);

function settingParts(report: DiffReport): readonly Part[] {
  return settingBlocks(report).map((block) => ({ section: '<b>settings</b>', lines: blockLines(block) }));
}

/** Sections are folded, and closed whatever is left out. */
function withinLimit(top: readonly string[], parts: readonly Part[]): string {
  const lines = [...top];
  let size = lines.join('\n').length;
  let open: string | null = null;
  let left = 0;
  for (const { section, lines: more } of parts) {
    const opening = section === open ? [] : [...(open === null ? [] : CLOSING), ...openingOf(section)];
    const added = [...opening, ...more];
    const length = added.reduce((sum, line) => sum + line.length + 1, 0);
    if (left > 0 || size + length > MAX_COMMENT - NOTE_ROOM) {
      left += 1;
      continue;
    }
    lines.push(...added);
    size += length;
    open = section;
  }
  if (open !== null) lines.push(...CLOSING);
  if (left > 0)
    lines.push('', `_${left} more did not fit into a comment: \`flagforge diff\` on this branch shows everything._`);
  return lines.join('\n');
}

const CLOSING = ['', '</details>'];
const openingOf = (section: string): readonly string[] => ['', `<details><summary>${section}</summary>`, ''];

const clean = (text: string): string => escapeMarkdown(text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}...` : text);
