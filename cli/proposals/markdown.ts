/** Text that strangers wrote, inside Markdown. */

/** On one line, without any meaning as Markdown or HTML; an `@` calls nobody. */
export function asMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .replace(/[\\`*_{}[\]()<>#+!|~&-]/g, '\\$&')
    .replaceAll('@', '@\u200b')
    .replace(/^(\d+)\./, '$1\\.');
}

/** As code on one line, whatever backticks it holds. */
export function asCode(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || line.trim() === '' ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Lines of code between fences that none of them ends. */
export function asCodeBlock(language: string, lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}
