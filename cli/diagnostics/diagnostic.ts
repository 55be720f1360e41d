/** A diagnostic is data; reporters turn it into text, JSON, GitHub annotations or SARIF. */

export type Severity = 'error' | 'warning' | 'note';

/** 1-based line and column; columns count UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Half-open: `end` is the position after the last character. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** The values that a message is made of. */
export type Args = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A safe mend: replace [start, end) (UTF-16 offsets into the file's text) with `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  /** Relative to the project's folder, with `/`. */
  readonly file: string;
  readonly range: Range;
  readonly args: Args;
  readonly message: string;
  readonly hint?: string;
  /** Present when `--fix` may apply it: safe, and the meaning that the author plainly had. */
  readonly edits?: readonly Edit[];
}

/** Keys and indices from the document's root to a node. */
export type YamlPath = readonly (string | number)[];

/**
 * Where a finding lies, before the file is parsed for positions.
 * `on: 'key'` points at the key of the last step; the default is its value (for a missing key: its parent map's key).
 * `span` is a half-open range of UTF-16 offsets in the *decoded* scalar, mapped back through quotes, escapes and folds.
 */
export type Place =
  | {
      readonly path: YamlPath;
      readonly on?: 'key' | 'value';
      readonly span?: readonly [start: number, end: number];
    }
  | { readonly offsets: readonly [start: number, end: number] };

/** What a rule reports: cheap to make, cheap to cache, located only when it is shown. */
export interface Finding {
  readonly code: string;
  readonly file: string;
  readonly place: Place;
  readonly args: Args;
  /** Replaces the decoded text at the place (or at its own place), when that is a safe mend. */
  readonly fix?: {
    readonly place?: Place;
    readonly text: string;
    /** True: `text` is YAML as it is to stand there (`true` the boolean), not a text to be quoted where it needs it. */
    readonly isYaml?: boolean;
  };
  /** Another safe mend: the items of the sequence at `path`, put in this order of their present indices. */
  readonly reorder?: { readonly path: YamlPath; readonly order: readonly number[] };
}

/** One row of the table of codes. Codes are permanent: never renumbered, reused or deleted. */
export interface CodeDefinition {
  readonly severity: Severity;
  /** Short name for SARIF and for the list of codes, e.g. "unknown variant". */
  readonly title: string;
  /** What is wrong, in the user's terms, with the value. No "Error:" prefix, no full stop. */
  readonly message: (args: Args) => string;
  /** The next action. */
  readonly hint?: (args: Args) => string | undefined;
  /** One paragraph for `flagforge explain FF1203`: what it means, why it matters, how to mend it, with an example. */
  readonly help: string;
  /** The same few lines of YAML (or of a condition), wrong and mended; shown below the help. */
  readonly example?: { readonly wrong: string; readonly right: string };
}
