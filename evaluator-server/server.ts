import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { type AccessLog, logAnswers } from './http/access-log.ts';
import type { AnswerMeter } from './http/answer-meter.ts';
import { parseProxies } from './http/client-address.ts';
import { limitConnections } from './http/connection-limits.ts';
import { lookFirst } from './http/first-look.ts';
import { stopAfterLast } from './http/last-answer.ts';
import { parsePublicUrl } from './http/own-url.ts';
import { INTERNAL } from './http/problem.ts';
import { markFields } from './http/request-marks.ts';
import { sendProblem } from './http/respond.ts';
import { answerSocketErrors } from './http/socket-errors.ts';
import type { KeySource } from './keys/source.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { describeFailure, type Log, silentLog } from './log.ts';
import { createMetrics, type MetricsDump } from './metrics/metrics.ts';
import { createAdmission } from './routes/admission.ts';
import { createEvaluateRoutes } from './routes/evaluate.ts';
import { createEvaluateGet } from './routes/evaluate-get.ts';
import { createFront } from './routes/front.ts';
import { createMetricsRoute } from './routes/metrics.ts';
import { createOfrepRoutes } from './routes/ofrep.ts';
import { OFREP_FLAGS } from './routes/ofrep-problem.ts';
import { createSnapshotRoute } from './routes/snapshot.ts';
import { createStreamRoute } from './routes/stream.ts';
import { createStreamSocket } from './routes/stream-socket.ts';
import { createTicketRoute } from './routes/tickets.ts';
import { createUsageRoute } from './routes/usage.ts';
import { type Environments, followSource } from './snapshots/environments.ts';
import type { SnapshotSource } from './snapshots/source.ts';
import type { StreamStats } from './streams/stream-stats.ts';
import { createStreams } from './streams/streams.ts';
import type { TicketStore } from './tickets/ticket-store.ts';
import { createTickets } from './tickets/tickets.ts';
import { countAnswers } from './usage/count-answers.ts';
import { createMemoryUsage } from './usage/memory-usage.ts';
import type { UsageStore } from './usage/usage-store.ts';

/** How often node looks for requests that take too long, in ms: the precision of the two request timeouts. */
const TIMEOUT_CHECK_MS = 500;

/** How long requests under way may take once `close` was called. */
const GRACE_MS = 800;

/** How a server is made. */
export interface EvaluationServerOptions {
  readonly source: SnapshotSource;
  readonly keys: KeySource;
  /** The address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** 0..65535, 0 for any free one. Default 8080. */
  readonly port?: number;
  /** What differs from `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>;
  /** Addresses and networks whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustedProxies?: readonly string[];
  /** What seals stream tickets: the first; all open them. Default: a random one, so that no other process reads them. */
  readonly ticketSecrets?: readonly string[];
  /** What is known of used tickets together with other evaluators; its owner closes it. Default: this process knows of itself. */
  readonly ticketStore?: TicketStore | null;
  /** Where evaluations are counted; its owner closes it after the server. Default: in memory, for this process. */
  readonly usage?: UsageStore | null;
  /** How clients reach the server, without a slash at the end. Default: as each request did. */
  readonly publicUrl?: string | null;
  /** What readers of `/metrics` must bring as `Authorization: Bearer`. Default null: anybody may read it. */
  readonly metricsToken?: string | null;
  /** What the other processes behind the same port know, for `/metrics`, to be told what this one does. Default: there are none. */
  readonly otherMetrics?: (dump: MetricsDump) => Promise<readonly MetricsDump[]>;
  /** Which answers get a line in the log. Default `off`: what fails by our fault always does. */
  readonly accessLog?: AccessLog;
  /** Default: no log. */
  readonly log?: Log;
  /** UTC epoch milliseconds. Default `Date.now`. */
  readonly clock?: () => number;
}

/** A server that answers evaluations. Its source and keys belong to whoever made it; `close` leaves them open. */
export interface EvaluationServer {
  /**
   * Starts the source and the keys, then listens. Rejects with the error of the system as it is: `code` is
   * `EADDRINUSE` when somebody has the port. To be called once.
   */
  listen(): Promise<{ readonly port: number }>;
  /** What this process measured, as the `otherMetrics` of its siblings give it. */
  metrics(): Promise<MetricsDump>;
  /**
   * From now on `/readyz` answers 503, so that a load balancer stops sending, and no stream is opened; open ones are
   * told to come back, spread over `overMs`. Everything else goes on.
   */
  drain(overMs?: number): void;
  /** The streams that are open at this moment, and what became of others. */
  streamStats(): StreamStats;
  /**
   * Stops listening, lets requests under way finish, ends every connection within a second, and resolves.
   * Idempotent; also before `listen`.
   */
  close(): Promise<void>;
}

/** Why the server is not ready, as a sentence that names no environment, or null. */
function missingSnapshots(environments: Environments, keys: KeySource): string | null {
  if (environments.size() === 0) return 'There is no snapshot yet.';
  if (keys.isLoaded?.() === false) return 'The keys are not known yet.';
  const missing = [...keys.environments()].filter((environment) => environments.get(environment) === null);
  return missing.length === 0 ? null : `${missing.length} environment(s) that have keys have no snapshot yet.`;
}

function readPublicUrl(text: string | null): string | null {
  const url = text === null ? null : parsePublicUrl(text);
  if (text !== null && url === null) throw new TypeError('publicUrl is no address as https://flags.example.com is one');
  return url;
}

function createHttpServer(limits: Limits, listener: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      // The front answers it, as a problem.
      requireHostHeader: false,
    },
    listener,
  );
  // A request that arrives slowly is told so before, so what this one meets is an answer that nobody reads.
  server.timeout = Math.max(limits.answerTimeoutMs, limits.requestTimeoutMs + 2 * TIMEOUT_CHECK_MS);
  // Its size bounds a head already. Beyond a number of headers node would leave the rest out, the key or the
  // client's address among them.
  server.maxHeadersCount = 0;
  answerSocketErrors(server);
  return server;
}

/**
 * The read-only evaluation server: every route of the contract, behind one port.
 * Throws a TypeError when a trusted proxy or the public URL cannot be read; nothing else happens before `listen`.
 * @see contract 7
 */
export function createEvaluationServer(options: EvaluationServerOptions): EvaluationServer {
  const { source, keys, host = '127.0.0.1', port = 8_080, log = silentLog, clock = Date.now } = options;
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const trustedProxies = parseProxies(options.trustedProxies ?? []);
  const environments = followSource(source, log);
  let isEnding = false;

  const missing = (): string | null => (isEnding ? 'The server is ending.' : missingSnapshots(environments, keys));
  const tickets = createTickets({
    secrets: options.ticketSecrets ?? [],
    entries: limits.ticketEntries,
    store: options.ticketStore ?? null,
    clock,
  });
  const evaluating = { environments, limits, clock, log };
  const usage = options.usage ?? createMemoryUsage({ cells: limits.usageCells, clock, log });
  const stopCounting = countAnswers(environments.counts, usage);
  const { one, all } = createEvaluateRoutes(evaluating);
  const addressed = { tickets, ownUrl: { publicUrl: readPublicUrl(options.publicUrl ?? null), trustedProxies } };
  const admit = createAdmission({ keys, limits, trustedProxies, clock });
  const streams = createStreams({ environments, keys, limits, clock, log });
  const stream = createStreamRoute({ streams, tickets, keys, admit, limits, clock, log });
  const ofrep = createOfrepRoutes({ ...evaluating, ...addressed });
  const metrics = createMetrics({
    ...{ environments, clock, counts: environments.counts },
    expected: () => keys.environments(),
    refused: (name) => environments.refused(name) + (source.refused?.(name) ?? 0),
    streams: streams.stats,
    stores: () => source.stores?.() ?? [],
  });
  const meter = (route: string): AnswerMeter =>
    logAnswers(metrics.meter(route), route, log, options.accessLog ?? 'off');
  const readMetrics = createMetricsRoute({
    token: options.metricsToken ?? null,
    own: metrics.dump,
    others: options.otherMetrics ?? (async () => []),
    log,
  });
  const front = createFront({
    routes: {
      exact: new Map([
        ['/v1/evaluate', { ...one, methods: { GET: createEvaluateGet(evaluating), ...one.methods } }],
        ['/v1/evaluate/all', all],
        ['/v1/usage', createUsageRoute({ ...evaluating, store: usage })],
        ['/v1/snapshot', createSnapshotRoute({ environments })],
        ['/v1/stream', stream],
        ['/v1/stream/tickets', createTicketRoute({ ...addressed, limits, clock, log })],
        [OFREP_FLAGS.slice(0, -1), ofrep.bulk],
      ]),
      below: [[OFREP_FLAGS, ofrep.one]],
    },
    admit,
    keys,
    meter,
    app: createApp({ missing, metrics: readMetrics, meter, log }),
  });
  let isClosing = false;
  const server = createHttpServer(limits, (req, res) => {
    if (stopAfterLast(req.socket)) return;
    // A connection that is kept alive would keep the server from ending.
    if (isClosing) res.shouldKeepAlive = false;
    try {
      front(req, res);
    } catch (error) {
      // What a source of keys throws, for one: it must cost the request, not the process.
      log({ level: 'error', event: 'request_failed', ...describeFailure(error), ...markFields(req) });
      if (res.headersSent) res.destroy();
      else sendProblem(req, res, INTERNAL);
    }
  });

  const looking = lookFirst(
    server,
    Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
    createStreamSocket({ streams, admit, limits, clock, log, meter: meter(stream.name) }),
  );
  limitConnections(server, { limits, trustedProxies, clock, log });

  const listen = async (): Promise<{ port: number }> => {
    await Promise.all([source.start(), keys.start()]);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    const bound = (server.address() as AddressInfo).port;
    log({ level: 'info', event: 'listening', host, port: bound });
    return { port: bound };
  };

  const shut = async (): Promise<void> => {
    isEnding = true;
    isClosing = true;
    environments.close();
    streams.close();
    if (!server.listening) return;
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => {
        server.closeAllConnections();
        streams.destroy();
      }, GRACE_MS);
      server.close(() => {
        clearTimeout(force);
        resolve();
      });
      server.closeIdleConnections();
      looking.close();
    });
    log({ level: 'info', event: 'closed' });
  };
  let closed: Promise<void> | null = null;

  return {
    listen,
    metrics: metrics.dump,
    drain(overMs = 0) {
      isEnding = true;
      streams.drain(overMs);
    },
    streamStats: streams.stats,
    close() {
      closed ??= shut().finally(() => {
        stopCounting();
        metrics.close();
      });
      return closed;
    },
  };
}
