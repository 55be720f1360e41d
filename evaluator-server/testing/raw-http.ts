import { connect } from 'node:net';

/** Opens a connection, sends the text as it is, and returns all that comes until the server closes it. */
export function exchange(port: number, text: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
    socket.on('error', reject);
  });
}

/** Sends a request whose connection the server is to close, and splits its one answer. */
export async function ask(
  port: number,
  requestLine: string,
  headers: readonly string[] = [],
  body = '',
): Promise<{ status: number; head: string; body: string }> {
  const head = [requestLine, 'Host: test', 'Connection: close', ...headers].join('\r\n');
  const text = await exchange(port, `${head}\r\n\r\n${body}`);
  const end = text.indexOf('\r\n\r\n');
  return { status: Number(text.slice(9, 12)), head: text.slice(0, end), body: text.slice(end + 4) };
}
