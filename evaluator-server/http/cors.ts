import type { IncomingMessage } from 'node:http';

/** How long a browser may remember a preflight, in seconds: short enough that a withdrawn origin ends soon. */
const PREFLIGHT_SECONDS = 600;

/** What a preflight allows, whatever it asks for: the header and method list of the API. */
const ALLOWED_HEADERS =
  'authorization, content-type, if-none-match, last-event-id, x-api-key, x-flagforge-context, x-request-id, traceparent, tracestate';

/**
 * The headers that let a page of this origin read the answer. Without an origin, or for one that may not, only what tells caches
 * that the answer depends on it. Never credentials: a key is a header, so a page needs none of its cookies.
 */
export function corsHeaders(origin: string | undefined): readonly string[] {
  if (origin === undefined) return VARY;
  return [
    'Access-Control-Allow-Origin',
    origin,
    'Access-Control-Expose-Headers',
    'ETag, Retry-After, X-Request-Id, traceresponse',
    'Vary',
    'Origin',
  ];
}

const VARY: readonly string[] = ['Vary', 'Origin'];

/** The headers of an OPTIONS answer: `Allow`, and for the preflight of an allowed origin what it may do. */
export function preflightHeaders(req: IncomingMessage, allow: string, isAllowed: boolean): readonly string[] {
  const { origin } = req.headers;
  if (origin === undefined) return ['Allow', allow];
  if (!isAllowed) return ['Allow', allow, 'Vary', 'Origin'];
  return [
    ...['Allow', allow, 'Vary', 'Origin', 'Access-Control-Allow-Origin', origin],
    ...['Access-Control-Allow-Methods', allow, 'Access-Control-Allow-Headers', ALLOWED_HEADERS],
    ...['Access-Control-Max-Age', String(PREFLIGHT_SECONDS)],
  ];
}
