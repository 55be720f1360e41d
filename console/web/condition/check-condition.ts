/** The compiler's word on a condition. It is large, and loaded once somebody edits one. */
import { type ConditionScope, compileCondition } from 'flagforge/compile/expression';
import { describe } from 'flagforge/diagnostics';

export interface ConditionFinding {
  /** What is wrong: the part of the text. */
  readonly part: string;
  /** Where it stands: [from, to) in the text. */
  readonly span: readonly [number, number];
  readonly message: string;
  readonly hint: string | null;
  /** The whole text as it would be mended; null: nobody can say. */
  readonly mended: string | null;
}

/** What the compiler would say of it, in the order of the text; it is the same that judges the change. */
export function checkCondition(text: string, scope: ConditionScope): readonly ConditionFinding[] {
  return compileCondition(text, scope).problems.map(({ code, args, span, fix }) => {
    const { message, hint = null } = describe({ code, args });
    const mended = fix === undefined ? null : text.slice(0, fix.span[0]) + fix.text + text.slice(fix.span[1]);
    return { part: text.slice(span[0], span[1]), span, message, hint, mended };
  });
}
