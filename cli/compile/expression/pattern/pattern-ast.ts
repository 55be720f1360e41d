import type { CodePoints } from './code-points.ts';

/** A part of a pattern. `repeat` takes `min` to `max` times its part, both inclusive; `max` null: without end. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CodePoints }
  | { readonly kind: 'sequence'; readonly of: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly of: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly of: PatternNode; readonly min: number; readonly max: number | null };

/** A top-level alternative with its anchors. */
export interface Alternative {
  readonly fromStart: boolean;
  readonly toEnd: boolean;
  readonly body: PatternNode;
}

/** Why a pattern is refused: the words of a message, and the UTF-16 offsets in the pattern that it is about. */
export interface PatternFault {
  readonly reason: string;
  readonly hint?: string;
  readonly start: number;
  readonly end: number;
}
