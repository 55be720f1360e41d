import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdmission } from './admission.ts';
import { createApp } from './app.ts';
import { createStreams } from './events/send-events.ts';
import type { Pace } from './events/watch-project.ts';
import { createWatches } from './events/watches.ts';
import { PROBLEM_TYPE, problem, problemBody } from './http/problem.ts';
import { sendProblem } from './http/respond.ts';
import type { Whence } from './http/whence.ts';
import { createIdempotency } from './idempotency.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { describeFailure, type Log, silentLog } from './log.ts';
import type { BuiltPages } from './pages/built-pages.ts';
import { pageHeaders } from './pages/page-security.ts';
import { createStateMemory } from './projects/base-state.ts';
import type { ProjectSource } from './projects/hosted-project.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes/routes.ts';
import { signInRoute } from './routes/sign-in.ts';
import type { ClerkInPages } from './sign-in/clerk-in-pages.ts';
import type { VerifyToken } from './user.ts';

/** How often node looks for requests that take too long, in ms. */
const TIMEOUT_CHECK_MS = 500;
const ALWAYS_TOLD: Pace = { databaseMs: null, forgeMs: null };
/** How long requests under way may take once `close` was called. */
const GRACE_MS = 1_000;

export interface ManagementServerOptions {
  /** What people see. Default: none, the API alone. */
  readonly pages?: BuiltPages | null;
  /** What people sign in with, in pages. Default: the local sign-in. */
  readonly clerk?: ClerkInPages | null;
  readonly projects: ProjectSource;
  readonly verify: VerifyToken;
  /** From the port that it listens on: which hosts and origins it answers. */
  readonly whence: (port: number) => Whence;
  /** Beside those of every server: the local sign-in. */
  readonly routes?: readonly Route[];
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What differs from `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>;
  readonly log?: Log;
  /** How often projects are asked whether they changed, while somebody listens. Default: never, `look` is called. */
  readonly pace?: Pace;
  /** UTC epoch ms. Default: the wall clock. */
  readonly now?: () => number;
}

export interface ManagementServer {
  /** @throws the system's error when it cannot listen; it may be called again then. */
  listen(port?: number): Promise<{ readonly port: number }>;
  /** To be called when something of a project may have changed: whoever listens is told if it did. */
  look(): void;
  /** Ends streams, and lets requests under way finish, for a second. Idempotent. */
  close(): Promise<void>;
}

/** The management API over HTTP. Its projects belong to whoever made it. @see contract 10 */
export function createManagementServer(options: ManagementServerOptions): ManagementServer {
  const { projects, verify, whence, host, clerk = null, log = silentLog, now = Date.now } = options;
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  let answers: Whence = { hosts: new Set(), origins: new Set() };
  const watches = createWatches(projects, options.pace ?? ALWAYS_TOLD, now);
  const streams = createStreams(limits);
  const app = createApp({
    pages: options.pages ?? null,
    pageHeaders: pageHeaders(clerk?.host ?? null),
    api: { projects, states: createStateMemory(now), watches, now },
    routes: [
      ...ROUTES,
      signInRoute(clerk === null ? { kind: 'local' } : { kind: 'clerk', publishableKey: clerk.publishableKey }),
      ...(options.routes ?? []),
    ],
    admission: createAdmission({ verify, limits, log, now }),
    idempotency: createIdempotency(limits),
    streams,
    whence: () => answers,
    ...{ limits, log },
  });
  let isClosing = false;
  const server = createHttpServer(limits, (req, res) => {
    if (isClosing) res.shouldKeepAlive = false;
    try {
      app(req, res);
    } catch (error) {
      log({ level: 'error', event: 'request_failed', ...describeFailure(error) });
      sendProblem(req, res, problem(500, 'FF4419', {}));
    }
  });
  const shut = async (): Promise<void> => {
    isClosing = true;
    streams.close();
    if (!server.listening) return;
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      server.close(() => {
        clearTimeout(force);
        resolve();
      });
      server.closeIdleConnections();
    });
  };
  let closed: Promise<void> | null = null;
  return {
    async listen(port = options.port) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port }, () => {
          server.off('error', reject);
          resolve();
        });
      });
      const bound = (server.address() as AddressInfo).port;
      answers = whence(bound);
      log({ level: 'info', event: 'listening', host, port: bound });
      return { port: bound };
    },
    look: watches.look,
    close() {
      closed ??= shut();
      return closed;
    },
  };
}

function createHttpServer(limits: Limits, listener: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      // Answered as a problem.
      requireHostHeader: false,
    },
    listener,
  );
  // Its size bounds a head already; beyond a number of headers node would leave the rest out, the token among them.
  server.maxHeadersCount = 0;
  server.on(
    'clientError',
    (error: NodeJS.ErrnoException, socket: Duplex & { _httpMessage?: { headersSent: boolean } | null }) => {
      if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent === true)
        socket.destroy();
      else writeRaw(socket, error.code ?? '');
    },
  );
  // Without a listener node would end the connection without a word.
  server.on('connect', (_req, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    writeRaw(socket, 'CONNECT');
  });
  server.on('checkExpectation', (req, res) =>
    sendProblem(req, res, problem(417, 'FF4421', { why: 'the only expectation that can be met is 100-continue' })),
  );
  return server;
}

/** What node's HTTP parser says, in our words. */
const RAW: Readonly<Record<string, readonly [status: number, why: string]>> = {
  CONNECT: [405, 'this server is no proxy'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive in time'],
  HPE_HEADER_OVERFLOW: [431, 'the head of the request is too large'],
};

/** Answers what never became a request. */
function writeRaw(socket: Duplex, code: string): void {
  const [status, why] = RAW[code] ?? [400, 'this is not an HTTP/1.1 request'];
  const body = JSON.stringify(problemBody(problem(status, 'FF4421', { why })));
  const { title } = JSON.parse(body) as { readonly title: string };
  const head = [
    ...[`HTTP/1.1 ${status} ${title}`, `Content-Type: ${PROBLEM_TYPE}`, `Content-Length: ${Buffer.byteLength(body)}`],
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
