import type { ServerResponse } from 'node:http';

/**
 * What goes wrong. `unavailable`: 502 with HTML. `secondary`, `primary`: rate limits that last `seconds`. `hang`: no
 * answer at all. `cut`: half of the answer. `garbage`: 200 with no JSON. `dropped`: the connection is closed.
 */
export type FaultKind = 'unavailable' | 'secondary' | 'primary' | 'hang' | 'cut' | 'garbage' | 'dropped';

export interface Fault {
  readonly kind: FaultKind;
  /** Of `POST /repos/...`; default: every request. */
  readonly match?: RegExp;
  /** How many requests; default 1. */
  readonly times?: number;
  /** The request is done all the same, only its answer is lost. */
  readonly isDone?: boolean;
  readonly seconds?: number;
}

export interface Faults {
  add(fault: Fault): void;
  /** The fault that this request runs into, which is then used up. */
  take(request: string): Fault | null;
}

export function createFaults(): Faults {
  const waiting: { fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void waiting.push({ fault, left: fault.times ?? 1 }),
    take(request) {
      const found = waiting.find(({ fault, left }) => left > 0 && (fault.match?.test(request) ?? true));
      if (found === undefined) return null;
      found.left -= 1;
      return found.fault;
    },
  };
}

/** Answers as the fault says. @param body what would have been the answer. */
export function failWith(response: ServerResponse, { kind, seconds = 1 }: Fault, body: string, now: number): void {
  switch (kind) {
    case 'unavailable':
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Unicorn!</html>');
      return;
    case 'secondary':
      response.writeHead(403, { 'content-type': 'application/json; charset=utf-8', 'retry-after': String(seconds) });
      response.end(JSON.stringify({ message: 'You have exceeded a secondary rate limit. Please wait a few minutes.' }));
      return;
    case 'primary':
      response.writeHead(403, {
        ...{
          'content-type': 'application/json; charset=utf-8',
          'x-ratelimit-limit': '5000',
          'x-ratelimit-remaining': '0',
        },
        'x-ratelimit-reset': String(Math.ceil(now / 1000) + seconds),
      });
      response.end(JSON.stringify({ message: 'API rate limit exceeded for user ID 1.' }));
      return;
    case 'hang':
      return;
    case 'cut':
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': body.length + 100,
      });
      response.write(body.slice(0, Math.floor(body.length / 2)), () => response.destroy());
      return;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end('{"half": ');
      return;
    case 'dropped':
      response.destroy();
      return;
    default:
      throw new Error(`no such fault: ${String(kind satisfies never)}`);
  }
}
