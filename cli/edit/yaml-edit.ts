import type { Args, YamlPath } from '../diagnostics/diagnostic.ts';

/**
 * Plain data as YAML can say it: JSON, and whole numbers of any size as bigint. The order of keys is kept where it is
 * the author's.
 */
export type YamlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue };

/** One edit of a YAML file. Paths are those of the file as the edits before it leave it. */
export type YamlEdit =
  /**
   * Makes the value at `path` this one. Keys on the way that are not there are created, at their usual place; where a
   * map or a list is there already, only what differs in it is touched.
   */
  | { readonly kind: 'set'; readonly path: YamlPath; readonly value: YamlValue }
  /**
   * Takes a key or an item out, with the comments that are its own. What is empty then goes too where that says the
   * same (`rules`, `targets`, ...), and is `{}` or `[]` elsewhere. Nothing happens for a key that is not there.
   */
  | { readonly kind: 'remove'; readonly path: YamlPath }
  /** Adds an item to the list at `path`, before the one at `index`, from 0 to the list's length. A list that is not there is created. */
  | { readonly kind: 'insert'; readonly path: YamlPath; readonly index: number; readonly value: YamlValue }
  /** Moves the item at `path` so that its index in the list is `index`, with the comments that are its own. */
  | { readonly kind: 'move'; readonly path: YamlPath; readonly index: number };

/** Why nothing was edited; the code is one of FF4200-FF4219. */
export interface EditProblem {
  readonly code: string;
  readonly args: Args;
}

/** The whole text with all edits made, equal to the given one where they change nothing; or none of them. */
export type EditResult =
  | { readonly kind: 'edited'; readonly text: string }
  | { readonly kind: 'refused'; readonly problem: EditProblem };
