/** What octokit's own fetch leaves open: how long an answer may take, and whether all of it came. */

/** No answer of GitHub that is read here is near this: a request's longest list comes in pages of 100. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * A fetch that answers with whole, well-formed JSON, or rejects. Octokit reads a body that broke off as an empty text, and
 * a list of reviews that is cut short must never look like a short list.
 * @param limitMs for one request, its body included.
 */
export function createWholeFetch(limitMs: number): typeof fetch {
  return async (input, init) => {
    const signal = AbortSignal.timeout(limitMs);
    const response = await fetch(input, { ...init, signal });
    const body = await readAll(response);
    if (response.ok && body.length > 0) {
      const type = response.headers.get('content-type') ?? '';
      if (!/^application\/(?:[\w.+-]*\+)?json\b/i.test(type)) throw new NotJson(type === '' ? 'no content type' : type);
      try {
        JSON.parse(body.toString('utf8'));
      } catch {
        throw new NotJson('JSON that breaks off');
      }
    }
    const isEmpty = [204, 205, 304].includes(response.status);
    const whole = new Response(isEmpty ? null : body, { status: response.status, headers: response.headers });
    Object.defineProperty(whole, 'url', { value: response.url });
    return whole;
  };
}

/** An answer that is not what an API gives: a proxy's page, or a part of the answer. */
export class NotJson extends Error {
  constructor(found: string) {
    super(found);
    this.name = 'NotJson';
  }
}

async function readAll(response: Response): Promise<Buffer> {
  if (response.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new NotJson('more than 64 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
