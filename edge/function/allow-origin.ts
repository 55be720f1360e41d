import type { EdgeRequest, Valued } from './event.ts';

/** Adds to the headers of an answer what lets a page of the asking origin read it. */
export function allowOrigin(request: EdgeRequest, headers: Record<string, Valued>): Record<string, Valued> {
  const origin = request.headers.origin;
  headers.vary = { value: 'Origin' };
  if (origin) headers['access-control-allow-origin'] = { value: origin.value };
  return headers;
}
