import { connect, type Socket } from 'node:net';
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import { type Database, SqlError, type SqlValue, type Transaction } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import type { Target } from '../targets/target.ts';
import { findRunningDev } from './dev-file.ts';
import { readLines } from './line-reader.ts';
import { type Answers, PROTOCOL, type Request, type Response, type WireError } from './messages.ts';

/** What a running `dev` lends to another command. */
export interface DevConnection {
  readonly database: Database;
  readonly bus: Target;
}

/**
 * Connects to the `flagforge dev` that serves a project: its database and its bus, through its socket.
 * @returns null when none runs, or when it has just ended. Closing the database closes both.
 * @throws CommandError (3, FF3168) when it is of another version.
 */
export async function connectToDev(projectDirectory: string): Promise<DevConnection | null> {
  const dev = findRunningDev(projectDirectory);
  if (dev === null) return null;
  const socket = await openSocket(dev.socket);
  if (socket === null) return null;
  const line = createLine(socket);
  const { protocol, version, address } = await line.ask({ do: 'hello' });
  if (protocol !== PROTOCOL) {
    line.close();
    throw codedError(EXIT.outside, 'FF3168', { theirs: version });
  }
  return { database: createDatabase(line, address), bus: createBusClient(line) };
}

function openSocket(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    // Nobody listens: dev.json was left behind, by a process whose number somebody else has now.
    socket.once('error', () => resolve(null));
  });
}

/** Asks one thing after the other. */
interface Line {
  ask<Name extends keyof Answers>(request: Request & { readonly do: Name }): Promise<Answers[Name]>;
  close(): void;
}

function createLine(socket: Socket): Line {
  const waiting: { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void }[] = [];
  let isLost = false;
  const lose = (): void => {
    isLost = true;
    for (const { reject } of waiting.splice(0)) reject(codedError(EXIT.outside, 'FF3167', {}));
  };
  socket.on('error', lose);
  socket.on('close', lose);
  readLines(
    socket,
    (line) => {
      const next = waiting.shift();
      const response = JSON.parse(line) as Response;
      if ('error' in response) next?.reject(fromWire(response.error));
      else next?.resolve(response.ok);
      // A connection on which nothing is asked must not keep the command from ending.
      if (waiting.length === 0) socket.unref();
    },
    () => socket.destroy(),
  );
  socket.unref();
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (isLost) return reject(codedError(EXIT.outside, 'FF3167', {}));
        socket.ref();
        // The answer to a request is of its kind: both sides are one program of one version.
        waiting.push({ resolve: resolve as (value: unknown) => void, reject });
        socket.write(`${JSON.stringify(request)}\n`);
      }),
    close: () => void socket.destroy(),
  };
}

function fromWire(error: WireError): Error {
  switch (error.kind) {
    case 'sql':
      return new SqlError(error.sqlState, error.message);
    case 'command':
      return new CommandError(error.exitCode, error.message, error.hints, error.code);
    case 'refused':
      return codedError(EXIT.outside, 'FF3169', { reason: error.message });
    case 'bug':
      return new Error(error.message);
  }
}

function createDatabase(line: Line, address: string): Database {
  // There is one transaction on a connection; those that are begun at once take turns.
  let last: Promise<unknown> = Promise.resolve();
  const run = async <Result>(
    options: Parameters<Database['transaction']>[0],
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> => {
    await line.ask({ do: 'begin', options });
    let result: Result;
    try {
      result = await work({
        query: async <Row extends object>(sql: string, values: readonly SqlValue[] = []) =>
          (await line.ask({ do: 'query', sql, values })) as readonly Row[],
      });
    } catch (error) {
      await line.ask({ do: 'rollback' }).catch(() => {});
      throw error;
    }
    await line.ask({ do: 'commit' });
    return result;
  };
  return {
    address,
    kind: 'dev',
    transaction(options, work) {
      const turn = last.then(() => run(options, work));
      last = turn.catch(() => {});
      return turn;
    },
    async close() {
      line.close();
    },
  };
}

function createBusClient(line: Line): Target {
  return {
    name: 'bus',
    address: 'the running flagforge dev',
    offer: (document) => line.ask({ do: 'offer', document }),
    read: (place, kind) => line.ask({ do: 'read', place, kind }),
    evaluators: (place) => line.ask({ do: 'evaluators', place }),
    // The connection is the database's.
    close: async () => {},
  };
}
