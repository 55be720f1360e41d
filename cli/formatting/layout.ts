/**
 * A YAML file as its author laid it out: every token that carries meaning or is a comment, and where blank lines
 * are. Built from the concrete syntax tree, so that nothing is resolved, rounded or requoted on the way.
 */

/** Own lines before something: comments with their `#`, and `''` for one or more blank lines. */
export type Leading = readonly string[];

export type Layout =
  /** One scalar, or a flow collection over several lines: its source. More lines than one are joined by indentation alone. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  /** `|` and `>`: the header, and the body without its indentation. */
  | { readonly kind: 'block'; readonly header: string; readonly lines: readonly string[] }
  /** A flow collection on one line. */
  | { readonly kind: 'flow-map'; readonly entries: readonly FlowEntry[] }
  | { readonly kind: 'flow-list'; readonly items: readonly Layout[] }
  | { readonly kind: 'map'; readonly entries: readonly Entry[]; readonly after: Leading }
  | { readonly kind: 'list'; readonly items: readonly Item[]; readonly after: Leading }
  | { readonly kind: 'nothing' };

export interface FlowEntry {
  /** As written, quotes included. */
  readonly key: string;
  /** null: a key without a value. */
  readonly value: Layout | null;
}

export interface Item {
  readonly before: Leading;
  /** The comment at the end of the first line, with its `#`; empty for none. */
  readonly comment: string;
  /** Own lines between the first line and a value that stands below it. */
  readonly inside: Leading;
  readonly value: Layout;
  /** Own comment lines that are indented deeper than what follows. */
  readonly below: Leading;
}

export interface Entry extends Item {
  readonly key: string;
}

/** A whole file. */
export interface FileLayout {
  /** Comment lines at the top, up to the first key. */
  readonly before: Leading;
  /** Whether `---` stands before the content. */
  readonly hasMarker: boolean;
  readonly value: Layout;
  readonly after: Leading;
}
