import type { CST } from 'yaml';

/** A line of its own: a comment with its `#`, or `''` for blank lines (any number of them). */
export interface CommentLine {
  readonly text: string;
  /** The column of the `#`, from 0; 0 for blank lines. */
  readonly column: number;
}

/** The comment and blank lines among tokens that stand between two things; the first token begins a line. */
export function linesOf(tokens: readonly CST.SourceToken[]): CommentLine[] {
  const lines: CommentLine[] = [];
  let isCommentLine = false;
  for (const token of tokens) {
    if (token.type === 'comment') {
      lines.push({ text: token.source.trimEnd(), column: token.indent });
      isCommentLine = true;
    } else if (token.type === 'newline') {
      if (!isCommentLine && lines.at(-1)?.text !== '') lines.push({ text: '', column: 0 });
      isCommentLine = false;
    }
  }
  return lines;
}

/** The comment on the rest of the present line, and the lines after it. */
export function splitFirstLine(tokens: readonly CST.SourceToken[]): { comment: string; rest: CommentLine[] } {
  const end = tokens.findIndex(({ type }) => type === 'newline');
  const first = end === -1 ? tokens : tokens.slice(0, end);
  const comment = first.find(({ type }) => type === 'comment');
  return { comment: comment?.source.trimEnd() ?? '', rest: end === -1 ? [] : linesOf(tokens.slice(end + 1)) };
}

/**
 * The lines of a block scalar's body without their indentation: that of the first line that is not blank, unless given.
 * Lines at the end that are blank are kept: `|+` gives them a meaning.
 */
export function withoutIndent(body: string, given: number | null): string[] {
  const lines = body.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const first = lines.find((line) => line.trim() !== '');
  const indent = given ?? (first === undefined ? 0 : first.length - first.trimStart().length);
  return lines.map((line) => line.slice(Math.min(indent, line.length)));
}
