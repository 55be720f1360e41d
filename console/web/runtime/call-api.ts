/** The management API, as the signed-in user. */
import { type Asking, addressOf, type Reads, type Writes } from '../../api/answers.ts';
import { ApiError, readProblem } from './api-error.ts';
import { fetchSignedIn } from './fetch-signed-in.ts';

/** The project that the page is about: `/p/web-store/...`. */
export const projectOfPage = (): string => /^\/p\/([^/]+)/.exec(location.pathname)?.[1] ?? '';

async function call(method: string, address: string, body: unknown, headers: Readonly<Record<string, string>>) {
  const project = projectOfPage();
  let response: Response;
  try {
    response = await fetchSignedIn(address, {
      method,
      headers: {
        ...(project === '' ? {} : { 'x-flagforge-project': project }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError({ status: 0, title: 'Not reachable', detail: 'The server does not answer. Nothing was sent.' });
  }
  if (!response.ok) throw new ApiError(await readProblem(response));
  return (await response.json()) as unknown;
}

/** @throws ApiError */
export async function readApi<R extends keyof Reads>(route: R, asking: Asking = {}): Promise<Reads[R]> {
  return (await call('GET', addressOf(route, asking), undefined, {})) as Reads[R];
}

/**
 * Writes once, even where the answer is lost on the way and it is sent again.
 * @param once the same for each attempt of one press of a button: `crypto.randomUUID()`.
 * @throws ApiError
 */
export async function writeApi<R extends keyof Writes>(
  route: R,
  body: Writes[R]['body'],
  { once, ...asking }: Asking & { readonly once?: string } = {},
): Promise<Writes[R]['answer']> {
  const headers = once === undefined ? {} : { 'idempotency-key': once };
  return (await call('POST', addressOf(route, asking), body, headers)) as Writes[R]['answer'];
}
