/** The text of server-sent events. Their data is JSON on one line, so it needs no splitting. @see HTML, 9.2.6 */

/** One event, whole. */
export function sseEvent(kind: string, id: string, data: string): string {
  return `id: ${id}\nevent: ${kind}\ndata: ${data}\n\n`;
}

/** When a client is to come back after the connection was lost, in whole ms. */
export function sseRetry(milliseconds: number): string {
  return `retry: ${Math.round(milliseconds)}\n\n`;
}

/** What nobody hears: it keeps proxies from closing a quiet connection, and finds out which clients are gone. */
export const SSE_HEARTBEAT = Buffer.from(':\n\n');
