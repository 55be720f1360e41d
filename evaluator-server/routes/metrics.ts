import { timingSafeEqual } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { INTERNAL, type Problem } from '../http/problem.ts';
import { markFields } from '../http/request-marks.ts';
import { respond, sendProblem } from '../http/respond.ts';
import { hashKey } from '../keys/key.ts';
import { describeFailure, type Log } from '../log.ts';
import { METRICS_TYPE, type MetricsDump, renderMetrics } from '../metrics/metrics.ts';

/** What `/metrics` is made of. */
export interface MetricsRouteOptions {
  /** What this process knows. */
  readonly own: () => Promise<MetricsDump>;
  /** What the other processes behind the same port know. @param dump what this one is about to tell. */
  readonly others: (dump: MetricsDump) => Promise<readonly MetricsDump[]>;
  /** What `Authorization: Bearer` must bring; null: anybody who reaches the route may read. */
  readonly token: string | null;
  readonly log: Log;
}

const UNAUTHORIZED: Problem = {
  status: 401,
  code: 'unauthorized',
  detail: 'Send the token of this server: "Authorization: Bearer ...".',
  headers: ['WWW-Authenticate', 'Bearer realm="flagforge-metrics"'],
};

/** Compares digests, so that neither the length nor the beginning of the token can be found by trying. */
function isToken(authorization: string | undefined, token: string): boolean {
  const sent = /^Bearer +([^ ]+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(Buffer.from(hashKey(sent)), Buffer.from(hashKey(token)));
}

/**
 * `GET /metrics`, the text format of Prometheus. It names routes, environments and reasons, and holds no key, no context
 * and no flag, which is why it is open unless a token is set.
 * @see contract 7
 */
export function createMetricsRoute({ own, others, token, log }: MetricsRouteOptions): RequestListener {
  /** A process that is ending or hangs must not hide the others. */
  const read = async (): Promise<string> => {
    const dump = await own();
    const siblings = others(dump).catch((error: unknown) => {
      log({ level: 'warn', event: 'metrics_incomplete', ...describeFailure(error) });
      return [];
    });
    return renderMetrics([dump, ...(await siblings)]);
  };
  let underWay: Promise<string> | null = null;
  /** Whoever asks meanwhile gets the same answer: anybody may ask, and each time all processes are asked. */
  const readTogether = (): Promise<string> => {
    underWay ??= read().finally(() => {
      underWay = null;
    });
    return underWay;
  };
  return (req, res) => {
    if (token !== null && !isToken(req.headers.authorization, token)) return sendProblem(req, res, UNAUTHORIZED);
    readTogether().then(
      (text) => {
        const headers = ['Content-Type', METRICS_TYPE, 'Cache-Control', 'no-store'];
        respond(req, res, 200, headers, text, Buffer.byteLength(text));
      },
      (error: unknown) => {
        log({ level: 'error', event: 'request_failed', ...describeFailure(error), ...markFields(req) });
        sendProblem(req, res, INTERNAL);
      },
    );
  };
}
