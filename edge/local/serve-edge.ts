import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EdgeRequest, EdgeResponse, Valued } from '../function/event.ts';
import { type EdgeFunction, isResponse } from './run-function.ts';
import { toEvent } from './to-event.ts';

export interface EdgeServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The evaluator, which answers what the function passes on. */
  readonly origin: URL;
  /** The function for a request; null: it goes to the origin. */
  readonly choose: (headers: IncomingMessage['headers']) => EdgeFunction | null;
  /** Told when a function fails; CloudFront would answer 503. */
  readonly onFailure: (error: unknown) => void;
}

/** The edge on this machine. */
export interface EdgeServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Of URL and query, and of all headers, as CloudFront takes them. */
const MOST_URL_BYTES = 8_192;
const MOST_HEADER_BYTES = 20_480;

/**
 * Does what CloudFront does with a viewer's request: runs the function, and answers with its response, or passes the request to
 * the origin, streams included. `x-cache` tells which of the two.
 * @throws the system's error when it cannot listen.
 */
export async function serveEdge(options: EdgeServerOptions): Promise<EdgeServer> {
  const server = createServer({ maxHeaderSize: MOST_HEADER_BYTES }, (req, res) => {
    void answer(req, res, options).catch((error: unknown) => {
      options.onFailure(error);
      if (res.headersSent) res.destroy();
      else res.writeHead(503, { 'x-cache': 'FunctionExecutionError from cloudfront' }).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(req: IncomingMessage, res: ServerResponse, options: EdgeServerOptions): Promise<void> {
  if (Buffer.byteLength(req.url ?? '') > MOST_URL_BYTES) {
    res.writeHead(414).end();
    return;
  }
  const run = options.choose(req.headers);
  const event = toEvent(req);
  const result = run === null ? event.request : await run(event);
  if (isResponse(result)) respond(res, result);
  else pass(req, res, result, options.origin);
}

function respond(res: ServerResponse, { statusCode, headers, body = '' }: EdgeResponse): void {
  const flat = Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value]));
  const bytes = Buffer.from(body, 'utf8');
  res.writeHead(statusCode, {
    ...flat,
    'content-length': bytes.length,
    'x-cache': 'FunctionGeneratedResponse from cloudfront',
  });
  res.end(bytes);
}

function valuesOf({ value, multiValue }: Valued): string[] {
  return multiValue === undefined ? [value] : multiValue.map((each) => each.value);
}

/** The request as the function left it, to the origin, and its answer back, as it comes. */
function pass(req: IncomingMessage, res: ServerResponse, changed: EdgeRequest, origin: URL): void {
  const headers: Record<string, string | string[]> = {};
  for (const [name, valued] of Object.entries(changed.headers)) headers[name] = valuesOf(valued);
  const cookies = Object.entries(changed.cookies).flatMap(([name, valued]) =>
    valuesOf(valued).map((value) => `${name}=${value}`),
  );
  if (cookies.length > 0) headers.cookie = cookies.join('; ');
  headers.host = origin.host;
  const forward = request(
    { host: origin.hostname, port: origin.port, method: req.method, path: req.url, headers },
    (answered) => {
      res.writeHead(answered.statusCode ?? 502, answered.statusMessage, [
        ...answered.rawHeaders,
        'x-cache',
        'Miss from cloudfront',
      ]);
      answered.pipe(res);
    },
  );
  forward.on('error', () => {
    if (res.headersSent) res.destroy();
    else res.writeHead(502, { 'x-cache': 'Error from cloudfront' }).end();
  });
  res.on('close', () => forward.destroy());
  req.pipe(forward);
}
