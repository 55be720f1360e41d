import { allowOrigin } from './allow-origin.ts';
import type { EdgeRequest, EdgeResponse } from './event.ts';

const ASKED = 'access-control-request-headers';

/**
 * What a browser asks before a page may send a key and a context: whatever it wants to send, it may; whether this page may
 * use that key shows when it does.
 */
export function preflight(request: EdgeRequest): EdgeRequest | EdgeResponse {
  const asked = request.headers[ASKED];
  if (!asked) return request;
  const headers = {
    'access-control-allow-methods': { value: 'GET, POST' },
    'access-control-allow-headers': { value: asked.value },
    'access-control-max-age': { value: '600' },
  };
  return { statusCode: 204, headers: allowOrigin(request, headers) };
}
