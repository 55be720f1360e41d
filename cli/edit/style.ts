/** How a file is written, so that what is added looks like its neighbours. */
import type { FileKind } from './key-order.ts';
import type { YamlFile } from './read-tree.ts';
import type { ScalarTree, Tree } from './tree.ts';

export interface Style {
  readonly kind: FileKind;
  readonly lineEnd: '\n' | '\r\n';
  /** Columns from a key to the keys below it. */
  readonly step: number;
  /** Columns from a key to the dashes below it; 0 where they stand under the key. */
  readonly dashStep: number;
  /** Columns from a dash to its content. */
  readonly dashWidth: number;
  /** `{ a: b }` rather than `{a: b}`; and the same for `[ a ]`. */
  readonly isMapPadded: boolean;
  readonly isListPadded: boolean;
  readonly quote: '"' | "'";
  /** Whether text of several lines may be written as such (`|`): comments right below would become part of it. */
  readonly mayBreak: boolean;
  /** Whether variants called `on` or `off` stand in quotes here. */
  readonly quotesSwitches: boolean;
}

/** What YAML 1.1 takes for a truth value, and YAML 1.2 for a text. */
export const SWITCH_WORD = /^(?:y|n|yes|no|on|off)$/i;

export function styleOf({ text, root }: YamlFile, kind: FileKind): Style {
  const seen: Seen = { step: [], dashStep: [], dashWidth: [], quotes: [], mapPads: [], listPads: [], switches: [] };
  look(root, null, text, seen);
  return {
    kind,
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
    step: usual(seen.step, 2),
    dashStep: usual(seen.dashStep, 2),
    dashWidth: usual(seen.dashWidth, 2),
    isMapPadded: usual(seen.mapPads, true),
    isListPadded: usual(seen.listPads, false),
    mayBreak: true,
    quote: usual(seen.quotes, '"'),
    quotesSwitches: usual(seen.switches, false),
  };
}

interface Seen {
  readonly step: number[];
  readonly dashStep: number[];
  readonly dashWidth: number[];
  readonly quotes: ('"' | "'")[];
  readonly mapPads: boolean[];
  readonly listPads: boolean[];
  readonly switches: boolean[];
}

function look(tree: Tree, parentColumn: number | null, text: string, seen: Seen): void {
  if (tree.kind === 'scalar') {
    lookAtScalar(tree, seen);
    return;
  }
  if (tree.isFlow) {
    const pads = tree.kind === 'map' ? seen.mapPads : seen.listPads;
    // Where a line ends behind the bracket, nobody chose a space.
    const next = text[tree.start + 1];
    if (tree.children.length > 0 && next !== '\n' && next !== '\r') pads.push(next === ' ');
  } else if (parentColumn !== null) {
    (tree.kind === 'map' ? seen.step : seen.dashStep).push(tree.column - parentColumn);
  }
  for (const { value, mark } of tree.children) {
    if (value === null) continue;
    const isBelowDash = tree.kind === 'list' && !tree.isFlow;
    if (isBelowDash && value.start - mark >= 1 && !text.slice(mark, value.start).includes('\n'))
      seen.dashWidth.push(value.start - mark + 1);
    look(value, tree.isFlow || isBelowDash ? null : tree.column, text, seen);
  }
}

function lookAtScalar({ style, value }: ScalarTree, seen: Seen): void {
  if (style === 'single' || style === 'double') seen.quotes.push(style === 'single' ? "'" : '"');
  if (typeof value === 'string' && SWITCH_WORD.test(value)) seen.switches.push(style !== 'plain');
}

/** The one that is there most often, else the fallback; of two the one that comes first. */
function usual<T>(found: readonly T[], fallback: T): T {
  const counts = new Map<T, number>();
  for (const each of found) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? fallback;
}
