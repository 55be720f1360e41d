import { once } from 'node:events';
import { connect } from 'node:net';

/** A server-sent event as a client sees it. */
export interface ReadEvent {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
}

/** A stream that a test reads, on a socket of its own. */
export interface StreamReader {
  /** Of the answer; its head as text. */
  readonly status: number;
  readonly head: string;
  /** The next event that was not given yet; rejects when the stream ends before. */
  next(): Promise<ReadEvent>;
  /** Everything that came after the head, as it came. */
  text(): string;
  /** What the server said of when to come back, the newest, in ms. */
  retryMs(): number | null;
  /** The socket is read no more: what is sent piles up. */
  pause(): void;
  resume(): void;
  readonly ended: Promise<unknown>;
  close(): void;
}

export interface ReaderOptions {
  readonly port: number;
  readonly key?: string | null;
  /** Left out: GET. */
  readonly body?: unknown;
  readonly query?: string;
  readonly lastEventId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `socket`: the simple request that stays a bare socket; `http`: one that node:http takes. */
  readonly over?: 'socket' | 'http';
}

/** Opens a stream. Resolves with the head of the answer, whatever its status is. */
export async function readStream(options: ReaderOptions): Promise<StreamReader> {
  const { port, key = null, body, query = '', lastEventId, headers = {}, over = 'socket' } = options;
  const text = body === undefined ? null : JSON.stringify(body);
  const lines = {
    Host: 'localhost',
    ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
    ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
    ...(over === 'http' ? { TE: 'trailers' } : {}),
    ...(text === null ? {} : { 'Content-Length': String(Buffer.byteLength(text)) }),
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const ended = new Promise((resolve) => socket.once('close', resolve));
  await Promise.race([once(socket, 'connect'), ended]);
  socket.write(`${text === null ? 'GET' : 'POST'} /v1/stream${query} HTTP/1.1\r\n${head.join('')}\r\n${text ?? ''}`);

  let received = '';
  let answerHead: string | null = null;
  let consumed = 0;
  let isEnded = false;
  let wake: () => void = () => {};
  socket.on('data', (chunk) => {
    received += chunk.toString('utf8');
    wake();
  });
  void ended.then(() => {
    isEnded = true;
    wake();
  });
  /** Waits until there is something else to look at. */
  const more = (): Promise<void> => new Promise((resolve) => (wake = resolve));

  while (answerHead === null) {
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) {
      if (isEnded) throw new Error(`no answer: ${received}`);
      await more();
    } else {
      answerHead = received.slice(0, end);
      received = received.slice(end + 4);
    }
  }

  /** The next block that has data, or null as long as it is not whole. */
  const take = (): ReadEvent | null => {
    for (;;) {
      const end = received.indexOf('\n\n', consumed);
      if (end < 0) return null;
      const block = received.slice(consumed, end);
      consumed = end + 2;
      const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const data = field('data');
      if (data === undefined) continue;
      return { event: field('event') ?? 'message', id: field('id') ?? '', data: JSON.parse(data) as unknown };
    }
  };

  return {
    status: Number(answerHead.slice(9, 12)),
    head: answerHead,
    async next() {
      for (;;) {
        const event = take();
        if (event !== null) return event;
        if (isEnded) throw new Error(`the stream ended after ${JSON.stringify(received.slice(-200))}`);
        await more();
      }
    },
    text: () => received,
    retryMs() {
      const all = [...received.matchAll(/^retry: (\d+)$/gm)];
      const newest = all.at(-1)?.[1];
      return newest === undefined ? null : Number(newest);
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    ended,
    close: () => void socket.destroy(),
  };
}
