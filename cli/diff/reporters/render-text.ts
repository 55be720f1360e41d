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

/** Breaks a text that begins in some column into lines. */
export type Wrap = (text: string, column: number) => readonly string[];

interface Layout {
  readonly style: ReportStyle;
  readonly wrap: Wrap;
}

const asItIs: Wrap = (text) => [text];

/**
 * What a change does, for a terminal; ends with a line end. Whatever files and people say is made harmless.
 * @param wrap for a terminal of some width. Left out: something else reads it, and no line is broken.
 */
export function renderText(report: DiffReport, style: ReportStyle, wrap = asItIs): string {
  const layout = { style, wrap };
  const { environments } = report.diff;
  const width = Math.max(0, ...environments.map(({ environment }) => widthOf(environment)));
  const lines = [
    ...notesOf(report).map((note) => style.yellow(printable(note))),
    ...environments.flatMap((environment) => environmentLines(report, environment, width, layout)),
    ...settingLines(report, layout),
  ];
  const approvals = approvalsText(report.approvals);
  if (approvals !== null || isChange(report))
    lines.push('', ...hanging('Approvals needed: ', printable(approvals ?? 'none'), wrap));
  for (const text of unchangedSamples(report)) lines.push(style.dim(`Sample contexts: ${printable(text)}`));
  return `${lines.join('\n')}\n`;
}

function environmentLines(
  report: DiffReport,
  environment: EnvironmentDiff,
  width: number,
  layout: Layout,
): readonly string[] {
  const { style } = layout;
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
  const rows = shown.flatMap((block) => blockLines(block, names, layout));
  const why = reasons.filter((reason) => reason.level !== 'low').map((reason) => printable(reasonText(reason)));
  return [
    `${name}  ${summary}, risk: ${paintOf(level, style)(level)}`,
    ...rows,
    ...(more > 0 ? row('', `and ${more} more flags that it reaches: --json has them`, names, layout, style.dim) : []),
    ...why.flatMap((text, index) => row(index === 0 ? 'risk' : '', text, names, layout, style.dim)),
  ];
}

function blockLines({ name, lines, places }: Block, width: number, layout: Layout): readonly string[] {
  return [
    ...lines.flatMap((line, index) => row(index === 0 ? name : '', printable(line), width, layout)),
    // Terminals open a place by a click on it, if it is whole.
    ...places.flatMap((place) =>
      row('', printable(placeText(place)), width, { ...layout, wrap: asItIs }, layout.style.cyan),
    ),
  ];
}

/** A name that is too long for its column pushes its line aside, and no other. */
function row(name: string, text: string, width: number, { wrap }: Layout, paint?: Paint): readonly string[] {
  return hanging(`  ${pad(name, width)}   `, text, wrap, paint);
}

/** Text beside its label; where it is broken, it goes on below itself. */
function hanging(label: string, text: string, wrap: Wrap, paint: Paint = (plain) => plain): readonly string[] {
  const indent = widthOf(label);
  return wrap(text, indent).map((line, index) => `${index === 0 ? label : ' '.repeat(indent)}${paint(line)}`.trimEnd());
}

function settingLines(report: DiffReport, layout: Layout): readonly string[] {
  const blocks = settingBlocks(report);
  if (blocks.length === 0) return [];
  const width = Math.min(MAX_NAME, Math.max(...blocks.map(({ name }) => widthOf(name))));
  return [layout.style.bold('settings'), ...blocks.flatMap((block) => blockLines(block, width, layout))];
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
