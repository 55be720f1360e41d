import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { respond, sendProblem } from '../http/respond.ts';

function sendStatus(req: IncomingMessage, res: ServerResponse, status: string): void {
  const body = JSON.stringify({ status });
  respond(req, res, 200, ['Content-Type', 'application/json', 'Cache-Control', 'no-store'], body, body.length);
}

/** `GET /healthz`: the process is alive and answers. It says nothing about snapshots. */
export function healthz(req: IncomingMessage, res: ServerResponse): void {
  sendStatus(req, res, 'ok');
}

/**
 * `GET /readyz`: 200 when every environment that has a key has a snapshot, and there is at least one; else, and
 * while the server is ending, 503. It names no environment: anybody may ask.
 */
export function readyz(missing: () => string | null): RequestListener {
  return (req, res) => {
    const detail = missing();
    if (detail === null) sendStatus(req, res, 'ready');
    else sendProblem(req, res, { status: 503, code: 'provider_not_ready', detail, headers: ['Retry-After', '1'] });
  };
}
