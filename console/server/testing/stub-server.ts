/** A server without projects, to test its doors with; for tests only. */
import { connect } from 'node:net';
import { localWhence } from '../http/whence.ts';
import type { Limits } from '../limits.ts';
import type { LogEntry } from '../log.ts';
import type { ProjectSource } from '../projects/hosted-project.ts';
import type { Route } from '../route.ts';
import { createManagementServer } from '../server.ts';
import { TokenRefused, type User } from '../user.ts';

export const userOf = (name: string, organization = 'acme', role = 'member'): User => ({
  ...{ id: `user_${name}`, identity: `clerk:user_${name}`, claims: [`clerk:org:${role}`] },
  organization: { id: `org_${organization}`, slug: organization },
});

export interface StubServer {
  readonly url: string;
  readonly port: number;
  readonly log: LogEntry[];
  /** Sends text as it is, and gives what comes until the server ends the connection. */
  raw(text: string): Promise<string>;
  close(): Promise<void>;
}

/** Tokens are names: `kim`, or with a role and an organisation `kim~admin~rival`. */
export async function startStub(
  options: {
    readonly projects?: ProjectSource;
    readonly routes?: readonly Route[];
    readonly limits?: Partial<Limits>;
    readonly now?: () => number;
  } = {},
): Promise<StubServer> {
  const log: LogEntry[] = [];
  const server = createManagementServer({
    projects: { list: async () => [] },
    ...options,
    ...{ host: '127.0.0.1', port: 0, log: (entry) => void log.push(entry) },
    async verify(token) {
      const [, name, role, organization] = /^([a-z0-9_]+)(?:~(\w+))?(?:~([\w-]+))?$/.exec(token) ?? [];
      if (name === undefined) throw new TokenRefused('token-invalid');
      return userOf(name, organization, role);
    },
    whence: (port) => localWhence('127.0.0.1', port),
  });
  const { port } = await server.listen();
  return {
    ...{ url: `http://127.0.0.1:${port}`, port, log },
    raw: (text) =>
      new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        const socket = connect(port, '127.0.0.1', () => socket.write(text.replaceAll('HOST', `127.0.0.1:${port}`)));
        socket.on('data', (chunk) => chunks.push(chunk));
        socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
        socket.on('error', reject);
      }),
    close: () => server.close(),
  };
}
