import { connect, type Socket } from 'node:net';

/** How many connections ask at once, each one request at a time. */
export const CONNECTIONS = 64;

/** One request to be repeated. */
export interface Target {
  readonly port: number;
  /** The request as the bytes that go over the wire. */
  readonly request: Buffer;
}

/** The bytes of a keep-alive POST. */
export function postRequest(path: string, key: string, body: string): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Asks once and returns the whole answer. Throws when it is not a 200. */
async function askOnce({ port, request }: Target): Promise<string> {
  const text = await new Promise<string>((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const end = received.indexOf('\r\n\r\n') + 4;
      const length = /content-length: (\d+)/i.exec(received)?.[1];
      if (end < 4 || length === undefined || received.length < end + Number(length)) return;
      socket.destroy();
      resolve(received);
    });
  });
  if (!text.startsWith('HTTP/1.1 200 ')) throw new Error(`the server answered ${text.slice(0, 200)}`);
  return text;
}

/** The bytes of the server's answer, the same for each time this is asked. */
export async function answerLength(target: Target): Promise<number> {
  return Buffer.byteLength(await askOnce(target), 'latin1');
}

/**
 * Requests per second that a server answers to 64 keep-alive connections during `ms`. Every answer must have the
 * length of the first one, which is how they are counted: this client must cost less than what it measures.
 */
export async function measureLoad(target: Target, ms: number): Promise<number> {
  const length = await answerLength(target);
  let answered = 0;
  let isOver = false;
  const open = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      let received = 0;
      const socket = connect({ port: target.port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        received += chunk.length;
        if (received < length) return;
        if (received > length) throw new Error('the server answered something else');
        received = 0;
        answered += 1;
        if (!isOver) socket.write(target.request);
      });
    });
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, open));
  const start = performance.now();
  for (const socket of sockets) socket.write(target.request);
  await new Promise((resolve) => setTimeout(resolve, ms));
  isOver = true;
  const rate = (answered * 1_000) / (performance.now() - start);
  for (const socket of sockets) socket.destroy();
  return rate;
}
