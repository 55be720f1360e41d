import { displayWidth } from '../../diagnostics/reporters/display-width.ts';
import { printable as printableLines } from '../../diagnostics/reporters/printable.ts';
import type { EnvironmentDiff, RiskLevel } from '../project-diff.ts';
import { type Block, blocksOf, type Place, settingBlocks } from './blocks.ts';
import type { DiffReport } from './report.ts';
import { approvalsText, isChange, notesOf, reasonText, summaryOf, unchangedSamples } from './words.ts';

type Paint = (text: string) => string;

/** Colours, or none: what a terminal can show. */
export interface ReportStyle {
  readonly red: Paint;
  readonly yellow: Paint;
  readonly green: Paint;
  readonly cyan: Paint;
  readonly dim: Paint;
  readonly bold: Paint;
}

/** Flags that a shared thing reaches, beyond these, are only counted. */
const MAX_REACHED = 20;

/** The column that what changes stands in is as wide as the longest name, up to this. */
const MAX_NAME = 32;

/** What a change does, for a terminal; ends with a line end. Whatever files and people say is made harmless. */
export function renderText(report: DiffReport, style: ReportStyle): string {
  const { environments } = report.diff;
  const width = Math.max(0, ...environments.map(({ environment }) => widthOf(environment)));
  const lines = [
    ...notesOf(report).map((note) => style.yellow(printable(note))),
    ...environments.flatMap((environment) => environmentLines(report, environment, width, style)),
    ...settingLines(report, style),
  ];
  const approvals = approvalsText(report.approvals);
  if (approvals !== null || isChange(report)) lines.push('', `Approvals needed: ${printable(approvals ?? 'none')}`);
  for (const text of unchangedSamples(report)) lines.push(style.dim(`Sample contexts: ${printable(text)}`));
  return `${lines.join('\n')}\n`;
}

function environmentLines(
  report: DiffReport,
  environment: EnvironmentDiff,
  width: number,
  style: ReportStyle,
): readonly string[] {
  const { level, reasons } = environment.risk;
  const summary = printable(summaryOf(environment));
  const name = style.bold(pad(environment.environment, width));
  if (!environment.isChanged) return [`${name}  ${style.dim(summary)}`];
  const blocks = blocksOf(report, environment);
  const edited = blocks.filter(({ isReached }) => !isReached);
  const reached = blocks.filter(({ isReached }) => isReached);
  const shown = [...edited, ...reached.slice(0, MAX_REACHED)];
  const names = Math.min(MAX_NAME, Math.max(4, ...shown.map((block) => widthOf(block.name))));
  const more = reached.length - MAX_REACHED;
  const rows = shown.flatMap((block) => blockLines(block, names, style));
  const why = reasons.filter((reason) => reason.level !== 'low').map((reason) => printable(reasonText(reason)));
  return [
    `${name}  ${summary}, risk: ${paintOf(level, style)(level)}`,
    ...rows,
    ...(more > 0 ? [row('', style.dim(`and ${more} more flags that it reaches: --json has them`), names)] : []),
    ...why.map((text, index) => row(index === 0 ? 'risk' : '', style.dim(text), names)),
  ];
}

function blockLines({ name, lines, places }: Block, width: number, style: ReportStyle): readonly string[] {
  return [
    ...lines.map((line, index) => row(index === 0 ? name : '', printable(line), width)),
    ...places.map((place) => row('', style.cyan(printable(placeText(place))), width)),
  ];
}

/** A name that is too long for its column pushes its line aside, and no other. */
const row = (name: string, text: string, width: number): string => `  ${pad(name, width)}   ${text}`.trimEnd();

function settingLines(report: DiffReport, style: ReportStyle): readonly string[] {
  const blocks = settingBlocks(report);
  if (blocks.length === 0) return [];
  const width = Math.min(MAX_NAME, Math.max(...blocks.map(({ name }) => widthOf(name))));
  return [style.bold('settings'), ...blocks.flatMap((block) => blockLines(block, width, style))];
}

const MAX_LINES = 5;

function placeText({ file, lines }: Place): string {
  const more = lines.length > MAX_LINES ? ', ...' : '';
  return `${file}:${lines.slice(0, MAX_LINES).join(', ')}${more}`;
}

function paintOf(level: RiskLevel, style: ReportStyle): Paint {
  if (level === 'low') return style.green;
  return level === 'medium' ? style.yellow : style.red;
}

const printable = (text: string): string => printableLines(text).replaceAll('\n', '\\n');

function widthOf(text: string): number {
  let width = 0;
  for (const character of printable(text)) width += displayWidth(character);
  return width;
}

const pad = (text: string, width: number): string =>
  `${printable(text)}${' '.repeat(Math.max(0, width - widthOf(text)))}`;
