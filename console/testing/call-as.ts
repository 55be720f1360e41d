/** The management API as one of a stage's people; for tests only. */
import type { Stage } from './open-stage.ts';

export interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Called {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

/** Asks as somebody; whatever the answer is, it is given back. */
export type CallAs = (path: string, options?: CallOptions) => Promise<Called>;

/** Signs in once. @param user `user_2kim` */
export async function callAs({ url }: Stage, user: string): Promise<CallAs> {
  const session = await fetch(`${url}/v1/dev/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
  });
  const { token } = (await session.json()) as { token: string };
  return async (path, { method, body, headers = {} } = {}) => {
    const response = await fetch(url + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('text/event-stream')) await response.body?.cancel();
    const text = type.startsWith('text/event-stream') ? '' : await response.text();
    return { status: response.status, type, body: type.includes('json') ? (JSON.parse(text) as unknown) : text };
  };
}

/** What must succeed. @throws Error with the answer */
export async function done<T>(called: Promise<Called>): Promise<T> {
  const { status, body } = await called;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body as T;
}

/** The commit that a project is at. */
export async function commitOf(call: CallAs): Promise<string> {
  const { projects } = await done<{ projects: readonly { readonly commit: string }[] }>(call('/v1/projects'));
  return projects[0]?.commit ?? '';
}
