import { renewSession, sessionToken } from './session.ts';

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/**
 * Asks the server as who is signed in. A token that it does not know is asked for once more: a server of this machine
 * that was started again signs with another key.
 * @throws ApiError while nobody is signed in, TypeError where the server is not reached.
 */
export async function fetchSignedIn(address: string, asked: Asked = {}): Promise<Response> {
  const ask = async (): Promise<Response> =>
    fetch(address, { ...asked, headers: { ...asked.headers, authorization: `Bearer ${await sessionToken()}` } });
  const response = await ask();
  return response.status === 401 && renewSession() ? ask() : response;
}
