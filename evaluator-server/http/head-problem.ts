import type { IncomingMessage } from 'node:http';
import type { Problem } from './problem.ts';

const NO_HOST: Problem = { status: 400, code: 'bad_request', detail: 'The Host header is missing.' };

const OLD_CODING: Problem = {
  status: 400,
  code: 'bad_request',
  detail: 'An HTTP/1.0 request has no Transfer-Encoding; send a Content-Length.',
};

const UNKNOWN_CODING: Problem = {
  status: 501,
  code: 'unsupported_encoding',
  detail: 'The only Transfer-Encoding that is understood is chunked.',
};

/**
 * What is wrong with the head of a request that node's parser lets through, or null. A body whose framing another
 * server on the way could read differently is refused instead of guessed at.
 * @see RFC 9112, sections 3.2, 6.1 and 6.3
 */
export function headProblem(req: IncomingMessage): Problem | null {
  const isOld = req.httpVersionMinor === 0;
  if (!isOld && req.headers.host === undefined) return NO_HOST;
  const coding = req.headers['transfer-encoding'];
  if (coding === undefined) return null;
  if (isOld) return OLD_CODING;
  return coding.toLowerCase() === 'chunked' ? null : UNKNOWN_CODING;
}
