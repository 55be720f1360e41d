import type { IncomingMessage } from 'node:http';
import type { Problem } from './problem.ts';

const NO_HOST: Problem = { status: 400, code: 'bad_request', detail: 'The Host header is missing.' };

const TWO_HOSTS: Problem = { status: 400, code: 'bad_request', detail: 'There is more than one Host header.' };

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

const NO_BODY: Problem = { status: 400, code: 'bad_request', detail: 'A GET, a HEAD or an OPTIONS has no body here.' };

const HOST_CHARACTERS = 4;

/** Whether `Host` stands there more than once: `headers` has the first one only, and a proxy may have read another. */
function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === HOST_CHARACTERS && name.toLowerCase() === 'host') count += 1;
  }
  return count > 1;
}

/**
 * Whether a body is announced where none is read: such a request would be answered before its body is there, and a body
 * that then turns out wrong, or never comes, would be answered once more.
 */
function hasUnreadBody({ method, headers }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * What is wrong with the head of a request that node's parser lets through, or null. What another server on the way
 * could read differently is refused instead of guessed at; the connection is not to be read any further then.
 * @see RFC 9112, sections 3.2, 6.1 and 6.3
 */
export function headProblem(req: IncomingMessage): Problem | null {
  const isOld = req.httpVersionMinor === 0;
  if (!isOld && req.headers.host === undefined) return NO_HOST;
  if (hasTwoHosts(req)) return TWO_HOSTS;
  if (hasUnreadBody(req)) return NO_BODY;
  const coding = req.headers['transfer-encoding'];
  if (coding === undefined) return null;
  if (isOld) return OLD_CODING;
  return coding.toLowerCase() === 'chunked' ? null : UNKNOWN_CODING;
}
