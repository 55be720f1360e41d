/** A fetch whose every request waits until a test answers it; for tests only. */

/** A request that a client made. */
export interface ScriptedRequest {
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly keepalive: boolean;
  /** Whether it was given up, or its stream cancelled. */
  isOver(): boolean;
  /** Ends it with an answer. */
  answer(status: number, body?: unknown, headers?: Readonly<Record<string, string>>): void;
  /** Ends it as a network does that is not there. */
  fail(): void;
  /** Answers with a stream of this text, which stays open; without text with its head alone. */
  send(text: string): void;
  /** Sends one event. */
  event(kind: 'put' | 'patch', id: string, data: unknown): void;
  /** Ends the stream; as a lost connection does, or as a server does. */
  end(isLost?: boolean): void;
}

export interface ScriptedFetch {
  readonly fetch: typeof fetch;
  readonly requests: readonly ScriptedRequest[];
  /** The request made last; throws when there is none. */
  last(): ScriptedRequest;
  /** The paths asked, in order. */
  paths(): string[];
}

export function createScriptedFetch(): ScriptedFetch {
  const requests: ScriptedRequest[] = [];
  const encoder = new TextEncoder();
  const scripted = (url: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      let writer: ReadableStreamDefaultController<Uint8Array> | undefined;
      let isOver = false;
      init.signal?.addEventListener('abort', () => {
        isOver = true;
        reject(init.signal?.reason);
        writer?.error(init.signal?.reason);
      });
      const send = (text: string): void => {
        if (writer === undefined) {
          const stream = new ReadableStream<Uint8Array>({
            start(controller) {
              writer = controller;
            },
          });
          resolve(new Response(stream, { headers: { 'content-type': 'text/event-stream' } }));
        }
        if (text !== '') writer?.enqueue(encoder.encode(text));
      };
      requests.push({
        path: new URL(url).pathname,
        body: JSON.parse(String(init.body)),
        headers: init.headers as Record<string, string>,
        keepalive: init.keepalive === true,
        isOver: () => isOver,
        answer(status, body, headers = {}) {
          isOver = true;
          const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
          resolve(new Response(text, { status, headers }));
        },
        fail() {
          isOver = true;
          reject(new TypeError('fetch failed'));
        },
        send,
        event: (kind, id, data) => send(`id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`),
        end(isLost = false) {
          isOver = true;
          if (isLost) writer?.error(new TypeError('network error'));
          else writer?.close();
        },
      });
    });
  return {
    fetch: scripted as typeof fetch,
    requests,
    last() {
      const request = requests.at(-1);
      if (request === undefined) throw new Error('Nothing was asked.');
      return request;
    },
    paths: () => requests.map(({ path }) => path),
  };
}
