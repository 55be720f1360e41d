import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../database/database.ts';
import type { Target } from '../targets/target.ts';
import { loadVersion } from '../version.ts';
import { MAX_LINE_BYTES, readLines } from './line-reader.ts';
import { PROTOCOL, parseRequest, RefusedRequest, type Request, type Response, toWire } from './messages.ts';
import { beginRemotely, type RemoteTransaction } from './remote-transaction.ts';

const IDLE_MS = 30_000;
const MAX_CONNECTIONS = 64;

/** What a running `dev` lets other commands of its user do. */
export interface DevService {
  readonly database: Database;
  readonly bus: Target;
  /** Called after each transaction that another process committed and that may have written. */
  readonly onCommit: () => void;
  /** Default 30 s. */
  readonly idleMs?: number;
}

export interface DevSocket {
  /** What to connect to: a path, or a named pipe on Windows. */
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Lets the other commands of this user work on the database and the bus of this process. The socket lies in a folder of
 * its own that nobody else may enter: whoever can connect is as mighty as this process. Its path is short wherever the
 * project lies, because the system takes about a hundred bytes.
 */
export async function serveDevSocket(service: DevService): Promise<DevSocket> {
  const isWindows = process.platform === 'win32';
  const folder = isWindows ? null : mkdtempSync(join(tmpdir(), 'flagforge-'));
  const path = folder === null ? `\\\\.\\pipe\\flagforge-${randomBytes(16).toString('hex')}` : join(folder, 'dev.sock');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, service);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, path);
  return {
    path,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** One connection: its requests are answered one after the other; when it is lost, its transaction is rolled back. */
function serveConnection(socket: Socket, service: DevService): void {
  let open: { readonly transaction: RemoteTransaction; readonly isReadOnly: boolean } | null = null;
  let last: Promise<void> = Promise.resolve();

  const transaction = (): RemoteTransaction => {
    if (open === null) throw new RefusedRequest('no transaction is open on this connection');
    return open.transaction;
  };
  const answer = async (request: Request): Promise<unknown> => {
    switch (request.do) {
      case 'hello':
        return { protocol: PROTOCOL, version: loadVersion(), address: service.database.address };
      case 'begin': {
        if (open !== null) throw new RefusedRequest('a transaction is open on this connection');
        const { options } = request;
        const begun = await beginRemotely(
          service.database,
          options,
          () => !socket.destroyed,
          service.idleMs ?? IDLE_MS,
        );
        open = { transaction: begun, isReadOnly: options.isReadOnly === true };
        return null;
      }
      case 'query':
        return transaction().query(request.sql, request.values);
      case 'commit': {
        const ending = transaction();
        const mayHaveWritten = open?.isReadOnly === false;
        open = null;
        await ending.commit();
        if (mayHaveWritten) service.onCommit();
        return null;
      }
      case 'rollback': {
        const ending = transaction();
        open = null;
        await ending.rollback();
        return null;
      }
      case 'offer':
        return service.bus.offer(request.document);
      case 'read':
        return service.bus.read(request.place, request.kind);
      case 'evaluators':
        return service.bus.evaluators(request.place);
    }
  };
  const respond = (response: Response): void => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(response)}\n`);
  };
  const handle = async (line: string): Promise<void> => {
    if (socket.destroyed) return;
    try {
      respond({ ok: await answer(parseRequest(line)) });
    } catch (error) {
      respond({ error: toWire(error) });
    }
  };
  const abandon = (): void => {
    last = last.then(async () => {
      const lost = open;
      open = null;
      await lost?.transaction.rollback().catch(() => {});
    });
  };
  socket.on('error', () => socket.destroy());
  socket.on('close', abandon);
  readLines(
    socket,
    (line) => {
      last = last.then(() => handle(line));
    },
    () => {
      const limit = `a message is longer than ${MAX_LINE_BYTES / 1_048_576} MB`;
      socket.end(`${JSON.stringify({ error: toWire(new RefusedRequest(limit)) } satisfies Response)}\n`);
      socket.destroySoon();
    },
  );
}
