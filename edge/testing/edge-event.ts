import type { EdgeEvent } from '../function/event.ts';

/** A request for flags, as CloudFront hands it to the function. */
export function evaluateEvent(
  flags: readonly string[],
  context: unknown,
  { key, ip = '203.0.113.7' }: { readonly key: string; readonly ip?: string },
): EdgeEvent {
  const encoded = Buffer.from(JSON.stringify(context)).toString('base64url');
  return {
    viewer: { ip },
    request: {
      method: 'GET',
      uri: '/v1/evaluate',
      querystring: { flagKey: { value: flags.map(encodeURIComponent).join('%2C') } },
      headers: { 'x-api-key': { value: key }, 'x-flagforge-context': { value: encoded } },
      cookies: {},
    },
  };
}
