/** New values, in the style of the file around them. */
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { isEmptyModel, isListModel, isMapModel, type Model } from './model.ts';
import { printKey, printScalar } from './print-scalar.ts';
import type { Style } from './style.ts';
import type { ScalarTree } from './tree.ts';

/** How far a flow collection may reach before it is broken into lines. */
export const MAX_COLUMN = 110;

/** How a collection is written: on one line, in lines of its own, or as its place usually is. */
export type Form = 'flow' | 'block' | null;

/** A value behind a key or a dash: what stands on that line, and the lines below it. */
export interface Printed {
  readonly inline: string;
  /** With their indentation, without line ends. */
  readonly below: readonly string[];
}

export interface ValuePlace {
  readonly path: YamlPath;
  /** The column of the key or dash that it stands behind. */
  readonly column: number;
  readonly isBehindDash: boolean;
  readonly form: Form;
  readonly old?: ScalarTree | null;
}

/** A value in a block collection. */
export function printValue(value: Model, place: ValuePlace, style: Style): Printed {
  const { path, column, isBehindDash, form, old } = place;
  if (!isMapModel(value) && !isListModel(value)) {
    return (
      literal(value, place, style) ?? {
        inline: printScalar(value, { path, isInFlow: false, ...(old ? { old } : {}) }, style),
        below: [],
      }
    );
  }
  const flow = isEmptyModel(value) || form !== 'block' ? printFlow(value, path, style) : '';
  if (
    isEmptyModel(value) ||
    form === 'flow' ||
    (form === null && isUsuallyFlow(value, path, style, column + flow.length))
  )
    return { inline: flow, below: [] };
  if (isBehindDash && isMapModel(value))
    return { inline: '', below: printChildren(value, path, column + style.dashWidth, style) };
  const inner = column + (isBehindDash ? style.dashWidth : isMapModel(value) ? style.step : style.dashStep);
  return { inline: '', below: printChildren(value, path, inner, style) };
}

/** The lines of a child of a block collection. */
export function printChild(
  key: string | null,
  value: Model,
  place: Omit<ValuePlace, 'isBehindDash'>,
  style: Style,
): string[] {
  const { path, column } = place;
  const { inline, below } = printValue(value, { ...place, isBehindDash: key === null }, style);
  const pad = ' '.repeat(column);
  if (key !== null) {
    const head = `${pad}${printKey(key, path.slice(0, -1), false, style)}:`;
    return [inline === '' ? head : `${head} ${inline}`, ...below];
  }
  const [first = '', ...rest] = below;
  // The first key of a map stands on the line of the dash.
  if (inline === '' && isMapModel(value)) return [`${pad}-${first.slice(column + 1)}`, ...rest];
  return [inline === '' ? `${pad}-` : `${pad}-${' '.repeat(style.dashWidth - 1)}${inline}`, ...below];
}

/** The lines of the children of a block collection. */
export function printChildren(value: Model, path: YamlPath, column: number, style: Style): string[] {
  if (isMapModel(value)) {
    return [...value].flatMap(([key, inner]) =>
      printChild(key, inner, { path: [...path, key], column, form: null }, style),
    );
  }
  if (isListModel(value)) {
    return value.flatMap((inner, index) =>
      printChild(null, inner, { path: [...path, index], column, form: null }, style),
    );
  }
  return [];
}

/** A value inside a flow collection, or a flow collection itself; one line. */
export function printFlow(value: Model, path: YamlPath, style: Style): string {
  if (isMapModel(value)) {
    const entries = [...value].map(([key, inner]) => {
      return `${printKey(key, path, true, style)}: ${printFlow(inner, [...path, key], style)}`;
    });
    return bracketed('{', entries, '}', style.isMapPadded);
  }
  if (isListModel(value)) {
    return bracketed(
      '[',
      value.map((item, index) => printFlow(item, [...path, index], style)),
      ']',
      style.isListPadded,
    );
  }
  return printScalar(value, { path, isInFlow: true }, style);
}

function bracketed(open: string, parts: readonly string[], close: string, isPadded: boolean): string {
  const pad = isPadded && parts.length > 0 ? ' ' : '';
  return `${open}${pad}${parts.join(', ')}${pad}${close}`;
}

/** Whether a collection at this place is usually written on one line. @param width where the line would end. */
function isUsuallyFlow(value: Model, path: YamlPath, { kind }: Style, width: number): boolean {
  if (width > MAX_COLUMN) return false;
  const last = path.at(-1);
  if (kind === 'flag') {
    if (last === 'rules' || last === 'schedule' || last === 'environments' || last === 'variants') return false;
    if (path.at(-2) === 'rules') return false;
    if (path.at(-2) === 'environments' && path.length === 2) return isFlat(value);
    return true;
  }
  if (kind === 'project') return path.length > 1 && (last !== 'slots' || isFlat(value));
  if (kind === 'flagTests') return path.length > 2;
  return path.length > 0;
}

const isFlat = (value: Model): boolean =>
  (isMapModel(value) ? [...value.values()] : isListModel(value) ? value : []).every(
    (inner) => !isMapModel(inner) && !isListModel(inner),
  );

/** Text of several lines as `|`, where it can be written so. */
function literal(value: Model, { column, isBehindDash }: ValuePlace, style: Style): Printed | null {
  if (typeof value !== 'string' || !style.mayBreak || !/\n./.test(value)) return null;
  const lines = value.replace(/\n$/, '').split('\n');
  const isPlain = lines.every((line) =>
    /^[\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/.test(line),
  );
  if (!isPlain || /^\s/.test(value) || lines.at(-1) === '') return null;
  const pad = ' '.repeat(column + (isBehindDash ? style.dashWidth : style.step));
  const below = lines.map((line) => (line === '' ? '' : pad + line));
  return { inline: value.endsWith('\n') ? '|' : '|-', below };
}
