/** A text cut in its middle to at most `limit` characters: its beginning and its end tell it apart. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = Math.ceil((limit - 3) * 0.7);
  return `${text.slice(0, head)}...${text.slice(text.length - (limit - 3 - head))}`;
}
