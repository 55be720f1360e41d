import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/body.ts';
import { INTERNAL, type Problem } from '../http/problem.ts';
import { markFields } from '../http/request-marks.ts';
import { sendProblem } from '../http/respond.ts';
import type { Limits } from '../limits.ts';
import { describeFailure, type Log } from '../log.ts';
import type { Caller } from './admission.ts';
import type { Handler, TellProblem } from './route.ts';

/** A request whose body is there. */
export interface Received {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly caller: Caller;
  /** As it was sent, without the query. */
  readonly path: string;
  readonly body: Buffer;
}

/** Sends the answer, or returns the error that is one. */
export type AnswerBody = (received: Received) => Problem | null;

const UNENCODED: Problem = {
  status: 415,
  code: 'unsupported_encoding',
  detail: 'Send the body as it is, without Content-Encoding.',
  headers: ['Accept-Encoding', 'identity'],
};

/**
 * A handler that reads the body within its limit first. What `answer` throws is logged and answered with 500: it costs
 * the request, not the process.
 */
export function bodyHandler(
  { limits, log, tell = sendProblem }: { readonly limits: Limits; readonly log: Log; readonly tell?: TellProblem },
  answer: AnswerBody,
): Handler {
  const tooLarge: Problem = {
    status: 413,
    code: 'body_too_large',
    detail: `The body has more than ${limits.bodyBytes} bytes.`,
  };
  return (req, res, caller, path) => {
    const refuse = (problem: Problem): void => tell(req, res, problem, caller.headers);
    const encoding = req.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      refuse(UNENCODED);
      return;
    }
    const respondTo = (body: Buffer): void => {
      try {
        const problem = answer({ req, res, caller, path, body });
        if (problem !== null) refuse(problem);
      } catch (error) {
        log({ level: 'error', event: 'request_failed', ...describeFailure(error), ...markFields(req) });
        if (res.headersSent) res.destroy();
        else refuse(INTERNAL);
      }
    };
    readBody(req, limits.bodyBytes, respondTo, () => refuse(tooLarge));
  };
}
