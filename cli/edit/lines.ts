/** Offsets of lines. */

/** Where the line of an offset begins; a byte order mark stands before the first one. */
export function lineStart(text: string, offset: number): number {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  return start === 0 && text.startsWith('\ufeff') ? 1 : start;
}

/** Behind the line end of the line that holds the character before an offset. */
export function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** Where the text of a line ends: before its CR and LF. */
export function contentEnd(text: string, from: number, to: number): number {
  let end = to;
  if (end > from && text[end - 1] === '\n') end -= 1;
  if (end > from && text[end - 1] === '\r') end -= 1;
  return end;
}

export const isCommentLine = (line: string): boolean => line.trimStart().startsWith('#');

export const isBlankLine = (line: string): boolean => line.trim() === '';

export const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Where the comment lines right above a line begin, or the line itself. */
export function commentsAbove(text: string, start: number): number {
  let at = start;
  while (at > 0) {
    const above = lineStart(text, at - 1);
    if (above >= at || !isCommentLine(text.slice(above, at))) return at;
    at = above;
  }
  return at;
}
