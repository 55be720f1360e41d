/** Server-sent events over HTTP. @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { problem } from '../http/problem.ts';
import { type EventSource, SAFETY } from '../http/respond.ts';
import type { Limits } from '../limits.ts';

/** The streams of a server that are open. */
export interface Streams {
  /**
   * Sends events until the client leaves, falls behind, or may not listen any more.
   * @param user whose share of the streams it takes.
   * @param mayStay asked before each event and with each heartbeat, as the source is: it rejects once the token ended.
   * @throws ProblemError (429) when there are too many.
   */
  open(given: {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    readonly user: string;
    readonly source: EventSource;
    readonly mayStay: () => Promise<unknown>;
  }): void;
  /** Ends all of them, and those that are opened later. */
  close(): void;
}

const RETRY_AFTER = { 'Retry-After': '10' };

export function createStreams(limits: Limits): Streams {
  const open = new Set<() => void>();
  const ofUser = new Map<string, number>();
  let isClosed = false;

  const take = (user: string): void => {
    const own = ofUser.get(user) ?? 0;
    if (own >= limits.streamsPerUser || open.size >= limits.streams) throw problem(429, 'FF4411', {}, {}, RETRY_AFTER);
    ofUser.set(user, own + 1);
  };
  const giveBack = (user: string): void => {
    const left = (ofUser.get(user) ?? 1) - 1;
    if (left === 0) ofUser.delete(user);
    else ofUser.set(user, left);
  };
  return {
    open({ req, res, user, source, mayStay }) {
      take(user);
      let isOver = false;
      let stop = (): void => {};
      let last = Promise.resolve();
      const end = (): void => {
        if (isOver) return;
        isOver = true;
        clearInterval(heartbeat);
        open.delete(end);
        giveBack(user);
        stop();
        res.end();
      };
      const write = (text: string): void => {
        if (isOver) return;
        res.write(text);
        // Whoever does not read is cut off: what waits for them is memory of this server.
        if (res.writableLength > limits.streamBytes) {
          end();
          res.destroy();
        }
      };
      /** In order, each only to somebody who still may know it. */
      const writeIfAllowed = (text: string): void => {
        last = last.then(async () => {
          if (isOver) return;
          try {
            await mayStay();
            await source.mayStay();
            write(text);
          } catch {
            end();
          }
        });
      };
      const heartbeat = setInterval(() => writeIfAllowed(': still here\n\n'), limits.heartbeatMs);
      heartbeat.unref();
      open.add(end);
      res.on('close', end);
      res.on('error', end);
      if (req.destroyed || isClosed) return end();
      res.writeHead(200, {
        ...SAFETY,
        'Content-Type': 'text/event-stream; charset=utf-8',
        // Proxies that gather an answer before they pass it on would hold up events for ever.
        'X-Accel-Buffering': 'no',
      });
      if (req.method === 'HEAD') return end();
      res.write(`retry: ${limits.retryMs}\n\n`);
      stop = source.subscribe((event, data) => writeIfAllowed(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
    },
    close() {
      isClosed = true;
      for (const end of [...open]) end();
    },
  };
}
