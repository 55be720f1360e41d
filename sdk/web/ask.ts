import type { ClientOptions } from './client.ts';

/**
 * Sends one question to the evaluator; the key is a header and the context in the body, so that neither is in a URL.
 * Rejects where there is no answer.
 */
export type Ask = (
  path: string,
  body: string,
  how: Pick<RequestInit, 'signal' | 'keepalive'> & { readonly headers?: Readonly<Record<string, string>> },
) => Promise<Response>;

/** How the evaluator that the options name is asked. */
export function createAsk({ url, key, fetch: send = fetch }: ClientOptions): Ask {
  return (path, body, how) =>
    send(`${url.replace(/\/$/, '')}/v1/${path}`, {
      method: 'POST',
      body,
      ...how,
      headers: { authorization: `Bearer ${key}`, ...how.headers },
    });
}
