import { createMemoryKeys, createMemorySource, keyRecord } from '../index.ts';
import type { KeyRecord } from '../keys/key.ts';
import type { MemoryKeys } from '../keys/memory.ts';
import type { LogEntry } from '../log.ts';
import { createEvaluationServer, type EvaluationServer, type EvaluationServerOptions } from '../server.ts';
import type { MemorySource } from '../snapshots/memory.ts';
import { shopSnapshot } from './shop-snapshot.ts';

export const SERVER_KEY = 'ff_server_test-production';
export const CLIENT_KEY = 'ff_client_test-production';

/** The two keys of production that every test server has. */
export const TEST_KEYS: readonly KeyRecord[] = [
  keyRecord(SERVER_KEY, { environment: 'production' }),
  keyRecord(CLIENT_KEY, { environment: 'production' }),
];

/** The members that the answers of the server have between them. */
export interface AnswerBody {
  readonly code: string;
  readonly detail: string;
  readonly value: unknown;
  readonly reason: string;
  readonly version: number;
  readonly overrides: boolean;
  readonly flags: Readonly<Record<string, object>>;
}

/** An answer's body, taken for what its test says that it is. */
export async function jsonOf(response: Response): Promise<AnswerBody> {
  return (await response.json()) as AnswerBody;
}

/** A server on a free port with what it is made of, to be changed by a test. */
export interface TestServer {
  readonly port: number;
  readonly url: string;
  readonly source: MemorySource;
  readonly keys: MemoryKeys;
  readonly log: LogEntry[];
  readonly server: EvaluationServer;
  /** POSTs a body, as JSON unless it is text, with a key (none: null). */
  post(path: string, body: unknown, key?: string | null, headers?: Record<string, string>): Promise<Response>;
}

/** Serves the shop from memory; the caller closes the server. */
export async function serveShop(options: Partial<EvaluationServerOptions> = {}): Promise<TestServer> {
  const source = createMemorySource([shopSnapshot()]);
  const keys = createMemoryKeys(TEST_KEYS);
  const log: LogEntry[] = [];
  const server = createEvaluationServer({ source, keys, port: 0, log: (entry) => log.push(entry), ...options });
  const { port } = await server.listen();
  const url = `http://127.0.0.1:${port}`;
  return {
    port,
    url,
    source,
    keys,
    log,
    server,
    post: (path, body, key = SERVER_KEY, headers = {}) =>
      fetch(url + path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
      }),
  };
}
