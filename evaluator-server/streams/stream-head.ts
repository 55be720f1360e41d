/** The head of a stream's answer. @see contract 7 */

const COMMON = [
  ...['Content-Type', 'text/event-stream'],
  // Nobody may keep it, compress it or hold it back.
  ...['Cache-Control', 'no-cache, no-transform'],
  ...['X-Accel-Buffering', 'no'],
  // It ends with the connection, so its bytes need no frames of their own.
  ...['Connection', 'close'],
];

/** @param more flat list of names and values. */
export function streamHeaders(more: readonly string[]): string[] {
  return [...COMMON, ...more];
}

let second = 0;
let date = '';

/** The head as it goes over the wire, for a socket without node:http. */
export function streamHead(more: readonly string[], now: number): string {
  if (Math.floor(now / 1_000) !== second) {
    second = Math.floor(now / 1_000);
    date = new Date(now).toUTCString();
  }
  const headers = streamHeaders(more);
  let text = `HTTP/1.1 200 OK\r\nDate: ${date}\r\n`;
  for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`;
  return `${text}\r\n`;
}
