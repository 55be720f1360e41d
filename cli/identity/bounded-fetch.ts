/** Small JSON documents from addresses that the environment names: never for long, never much, never elsewhere. */

/** What an exchange may cost. */
export interface FetchLimits {
  /** For one attempt, its body included. */
  readonly limitMs: number;
  readonly maxBytes: number;
  /** How long is waited before each further attempt, after an outage. */
  readonly pausesMs: readonly number[];
  /** http on this machine is let through: for tests that stand in for a server. */
  readonly isLoopbackAllowed: boolean;
}

/** Why there is no document: half a sentence, without anything that was sent. */
export class FetchProblem extends Error {
  /** A later attempt may go better. */
  readonly isPassing: boolean;

  constructor(why: string, isPassing: boolean) {
    super(why);
    this.name = 'FetchProblem';
    this.isPassing = isPassing;
  }
}

/**
 * @param headers sent there and nowhere else: a redirect is a problem.
 * @throws FetchProblem
 */
export async function fetchJson(
  url: URL,
  headers: Readonly<Record<string, string>>,
  limits: FetchLimits,
): Promise<unknown> {
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback && limits.isLoopbackAllowed))
    throw new FetchProblem('its address is not https', false);
  for (const pauseMs of limits.pausesMs) {
    try {
      return await attempt(url, headers, limits);
    } catch (error) {
      if (!(error instanceof FetchProblem && error.isPassing)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return attempt(url, headers, limits);
}

async function attempt(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { limitMs, maxBytes }: FetchLimits,
): Promise<unknown> {
  const signal = AbortSignal.timeout(limitMs);
  const text = await ask(url, headers, signal, maxBytes).catch((error: unknown) => {
    if (error instanceof FetchProblem) throw error;
    // The error itself may repeat the address, and addresses hold secrets at times.
    throw new FetchProblem(
      signal.aborted ? `no answer within ${limitMs / 1000} s` : `${url.host} cannot be reached`,
      true,
    );
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new FetchProblem('the answer is no JSON', false);
  }
}

async function ask(
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  maxBytes: number,
): Promise<string> {
  const response = await fetch(url, {
    headers: { accept: 'application/json', ...headers },
    redirect: 'manual',
    signal,
  });
  const { status } = response;
  if (status !== 200) {
    await response.body?.cancel();
    throw new FetchProblem(`${url.host} answers ${status}`, status >= 500 || status === 429);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new FetchProblem(`the answer is longer than ${maxBytes} bytes`, false);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
