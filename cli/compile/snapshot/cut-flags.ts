const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * The texts of flags that are written with commas between. Half the time of parsing them, and nothing to write again.
 * @param body canonical texts of JSON maps.
 */
export function cutFlags(body: string): string[] {
  const texts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < body.length; at += 1) {
    const code = body.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(body, at);
    } else if (code === OPEN) {
      if (depth === 0) from = at;
      depth += 1;
    } else if (code === CLOSE) {
      depth -= 1;
      if (depth === 0) texts.push(body.slice(from, at + 1));
    }
  }
  return texts;
}

/** The place of the quote that ends the string that begins at `at`. */
function endOfString(body: string, at: number): number {
  let end = body.indexOf('"', at + 1);
  while (end >= 0 && isEscaped(body, end)) end = body.indexOf('"', end + 1);
  return end < 0 ? body.length : end;
}

function isEscaped(body: string, quote: number): boolean {
  let backslashes = 0;
  while (body.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}
