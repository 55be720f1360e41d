import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalStore, type LocalStore } from '@flagforge/edge/local';
import { STORE_LIMITS } from '@flagforge/edge/pack';
import { StoreConflict } from '@flagforge/edge/store';
import { type ReadRequest, readRequest, signatureProblems } from './read-request.ts';
import { errorStatus, problemsOfMembers } from './service-model.ts';

/**
 * How a call fails. `conflict`: somebody else changes the store just before it; `mismatch`: the same, in
 * other words; `lost`: it is done, and its answer does not
 * arrive; `silent`: no answer ever comes; the others are what the service, or a network, says.
 */
export type Failure =
  | 'conflict'
  | 'mismatch'
  | 'denied'
  | 'missing'
  | 'full'
  | 'throttled'
  | 'unavailable'
  | 'internal'
  | 'cut'
  | 'lost'
  | 'silent';

/** The data plane of CloudFront KeyValueStore, on this machine. */
export interface DataPlane {
  /** For FLAGFORGE_KVS_ENDPOINT. */
  readonly endpoint: string;
  /** For FLAGFORGE_KVS_ARN. */
  readonly arn: string;
  readonly store: LocalStore;
  /** Names of the calls so far. */
  readonly calls: string[];
  /** What a strict reader of the service's own model would not have taken; empty after every good test. */
  readonly violations: string[];
  /** How calls fail from now on; null: this one does not. */
  failing: (call: { readonly operation: string; readonly number: number }) => Failure | null;
  stop(): Promise<void>;
}

const ACCOUNT = '123456789012';
/** What a listing holds unless asked for more. */
const DEFAULT_PAGE = 10;
const CREATED = 1_760_000_000;

/** An answer of the service; its members by the names of the model. */
type Output = Readonly<Record<string, unknown>>;

class ServiceError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * Starts the service's data plane over a store in memory. Requests and answers are held against the model that the AWS SDK
 * ships, signatures against the form of SigV4a, sizes against the documented limits.
 */
export async function startDataPlane(id = '1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d'): Promise<DataPlane> {
  const arn = `arn:aws:cloudfront::${ACCOUNT}:key-value-store/${id}`;
  const store = createLocalStore(arn);
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const plane: DataPlane = {
    ...{ endpoint: `http://localhost:${port}`, arn, store, calls: [], violations: [] },
    failing: () => null,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const read = readRequest(request.method ?? '', request.url ?? '', request.headers, body);
    if (read === null) {
      plane.violations.push(`${request.method} ${request.url} is no call of the service`);
      return void response.writeHead(404).end();
    }
    const { operation } = read;
    plane.calls.push(operation.name);
    const failure = plane.failing({ operation: operation.name, number: plane.calls.length });
    try {
      const problems = [...signatureProblems(request.headers, ACCOUNT), ...read.problems];
      plane.violations.push(...problems.map((problem) => `${operation.name}: ${problem}`));
      if (problems.length > 0) throw new ServiceError('ValidationException', problems.join('; '));
      if (failure === 'cut') return void request.socket.destroy();
      if (failure === 'silent') return;
      if (failure === 'throttled') return void response.writeHead(429).end('{"message":"Rate exceeded"}');
      if (failure === 'unavailable') return void response.writeHead(503).end('<html>busy</html>');
      if (failure !== null && failure !== 'lost') await fail(failure, store);
      const output = await perform(store, arn, read);
      if (failure === 'lost') return void request.socket.destroy();
      plane.violations.push(...problemsOfMembers(operation.output, output, `${operation.name} answers`));
      const headers = operation.output.filter(({ place }) => place === 'header');
      for (const { name, as } of headers) if (output[name] !== undefined) response.setHeader(as, String(output[name]));
      const inBody = Object.entries(output).filter(([name]) => !headers.some((header) => header.name === name));
      response.writeHead(operation.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(Object.fromEntries(inBody)));
    } catch (error) {
      const { name, message } = serviceError(error);
      response.writeHead(errorStatus(name), { 'content-type': 'application/json', 'x-amzn-errortype': name });
      response.end(JSON.stringify({ Message: message }));
    }
  }

  return plane;
}

const ERRORS = {
  denied: ['AccessDeniedException', 'User is not authorized to perform this action'],
  missing: ['ResourceNotFoundException', 'The KeyValueStore was not found'],
  mismatch: ['ValidationException', 'The provided ETag is not that of the KeyValueStore'],
  full: ['ServiceQuotaExceededException', 'The maximum size was exceeded'],
  internal: ['InternalServerException', 'Something went wrong'],
} as const;

async function fail(failure: keyof typeof ERRORS | 'conflict', store: LocalStore): Promise<void> {
  if (failure !== 'conflict') {
    const [name, message] = ERRORS[failure];
    throw new ServiceError(name, message);
  }
  const { etag } = await store.describe();
  await store.update({ ifMatch: etag, puts: new Map([['somebody-else', etag]]), deletes: [] });
}

function serviceError(error: unknown): { readonly name: string; readonly message: string } {
  if (error instanceof StoreConflict) return { name: 'ConflictException', message: 'The ETag does not match' };
  if (error instanceof Error) return error;
  throw error;
}

/** Does what a call asks for. */
async function perform(store: LocalStore, arn: string, { operation, input }: ReadRequest): Promise<Output> {
  if (input.KvsARN !== arn) throw new ServiceError('ResourceNotFoundException', 'The KeyValueStore was not found');
  switch (operation.name) {
    case 'DescribeKeyValueStore': {
      const { etag, itemCount, totalBytes } = await store.describe();
      const times = { Created: CREATED, LastModified: CREATED };
      return { KvsARN: arn, ItemCount: itemCount, TotalSizeInBytes: totalBytes, ETag: etag, Status: 'READY', ...times };
    }
    case 'ListKeys':
      return listKeys(store, input);
    case 'GetKey': {
      const value = await store.get(String(input.Key));
      if (value === null) throw new ServiceError('ResourceNotFoundException', 'The key was not found');
      const { itemCount, totalBytes } = await store.describe();
      return { Key: input.Key, Value: value, ItemCount: itemCount, TotalSizeInBytes: totalBytes };
    }
    case 'UpdateKeys': {
      const { Puts = [], Deletes = [], IfMatch } = input as unknown as UpdateInput;
      if (new Set(Puts.map(({ Key }) => Key)).size !== Puts.length)
        throw new ServiceError('ValidationException', 'a key is put twice');
      const puts = new Map(Puts.map(({ Key, Value }) => [Key, Value]));
      const after = await store.update({ ifMatch: IfMatch, puts, deletes: Deletes.map(({ Key }) => Key) });
      return { ItemCount: after.itemCount, TotalSizeInBytes: after.totalBytes, ETag: after.etag };
    }
    default:
      throw new ServiceError('AccessDeniedException', `${operation.name} is no call that a publisher makes`);
  }
}

interface UpdateInput {
  readonly IfMatch: string;
  readonly Puts?: readonly { readonly Key: string; readonly Value: string }[];
  readonly Deletes?: readonly { readonly Key: string }[];
}

async function listKeys(store: LocalStore, { NextToken, MaxResults = DEFAULT_PAGE }: Output): Promise<Output> {
  const size = Number(MaxResults);
  if (size < 1 || size > STORE_LIMITS.keysPerPage)
    throw new ServiceError('ValidationException', `MaxResults is from 1 to ${STORE_LIMITS.keysPerPage}`);
  const after = NextToken === undefined ? '' : Buffer.from(String(NextToken), 'base64url').toString('utf8');
  const all = [...(await store.list())].filter(([key]) => key > after);
  const page = all.slice(0, size);
  const last = page.at(-1)?.[0];
  return {
    Items: page.map(([Key, Value]) => ({ Key, Value })),
    ...(all.length > size && last !== undefined ? { NextToken: Buffer.from(last).toString('base64url') } : {}),
  };
}
