import { ApiError, readProblem } from './api-error.ts';

/** Calls a route that needs nobody to be signed in; with a body it is a POST. @throws ApiError */
export async function callOpen<T>(path: string, body?: object): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...(body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError({ status: 0, title: 'Not reachable', detail: 'The console’s server does not answer.' });
  }
  if (!response.ok) throw new ApiError(await readProblem(response));
  return (await response.json()) as T;
}
