import type { Request, RequestHandler, Response } from 'express';
import { sendProblem } from '../http/respond.ts';

/** `GET /healthz`: the process is alive and answers. It says nothing about snapshots. */
export const healthz: RequestHandler = (_req: Request, res: Response) => {
  res.set('Cache-Control', 'no-store').json({ status: 'ok' });
};

/**
 * `GET /readyz`: 200 when every environment that has a key has a snapshot, and there is at least one; else, and
 * while the server is ending, 503. It names no environment: anybody may ask.
 */
export function readyz(missing: () => string | null): RequestHandler {
  return (req: Request, res: Response) => {
    const detail = missing();
    if (detail === null) res.set('Cache-Control', 'no-store').json({ status: 'ready' });
    else sendProblem(req, res, { status: 503, code: 'provider_not_ready', detail, headers: ['Retry-After', '1'] });
  };
}
