import { type Expression, parseCondition, printCondition } from 'flagforge/compile/expression';
import { type Place, partAt } from './edit-expression.ts';

/**
 * A condition's text with one clause said otherwise: the rest keeps its spaces, lines and spare parentheses.
 * @param expression what `text` says, as it was parsed
 * @param clause stands for the one at `place`, which holds no others
 */
export function textWithClause(text: string, expression: Expression, place: Place, clause: Expression): string {
  const { span } = partAt(expression, place);
  const edited = text.slice(0, span[0]) + printCondition(clause) + text.slice(span[1]);
  // A clause is one word of the grammar wherever it stands; where that fails all the same, the whole is written anew.
  return parseCondition(edited).problems.length === 0 || parseCondition(text).problems.length > 0
    ? edited
    : `${text.slice(0, span[0])}(${printCondition(clause)})${text.slice(span[1])}`;
}
