/**
 * What strangers wrote, as plain text on one line of Markdown: no link, no picture, no HTML, no issue that it refers to, and
 * nobody who is called by name.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()+!|~$]/g, '\\$&')
    .replace(/@/g, '@<!-- -->')
    .replace(/#/g, '#<!-- -->')
    .replace(/\b(GH)-(?=\d)/gi, '$1-<!-- -->')
    .replace(/:\/\//g, ':<!-- -->//')
    .replace(/\bwww\./gi, 'www<!-- -->.');
}

/** A name, a place: as it is, in the type of a program. A backtick would end it early. */
export function codeSpan(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029`|]+/gu, ' ').trim();
  return plain === '' ? '' : `\`${plain}\``;
}
