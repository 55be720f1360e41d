/**
 * A JSON text on one line: line breaks between its tokens become spaces, everything else stays as it is, digits,
 * escapes and order included. A string cannot hold a raw line break, so only white space is replaced.
 * The text must be JSON.
 */
export function toOneLine(json: string): string {
  const text = json.trim();
  if (!/[\r\n]/.test(text)) return text;
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
