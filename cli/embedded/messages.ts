/** What goes over the socket of a running `dev`: JSON, one message a line; each request has one answer, in order. */
import { CommandError } from '../command-error.ts';
import { SqlError, type SqlValue, type TransactionOptions } from '../database/database.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { DocumentKind, EvaluatorReport, HeldDocument, Offer, Place, TargetDocument } from '../targets/target.ts';

/** Goes up with every change of a message. */
export const PROTOCOL = 1;

/** `begin`, then any number of `query`, then `commit` or `rollback`. One transaction at a time on a connection. */
export type Request =
  | { readonly do: 'hello' }
  | { readonly do: 'begin'; readonly options: TransactionOptions }
  | { readonly do: 'query'; readonly sql: string; readonly values: readonly SqlValue[] }
  | { readonly do: 'commit' }
  | { readonly do: 'rollback' }
  | { readonly do: 'offer'; readonly document: TargetDocument }
  | { readonly do: 'read'; readonly place: Place; readonly kind: DocumentKind }
  | { readonly do: 'evaluators'; readonly place: Place };

/** What each request is answered with, when it is not refused. */
export interface Answers {
  readonly hello: { readonly protocol: number; readonly version: string; readonly address: string };
  readonly begin: null;
  readonly query: readonly object[];
  readonly commit: null;
  readonly rollback: null;
  readonly offer: Offer;
  readonly read: HeldDocument | null;
  readonly evaluators: readonly EvaluatorReport[];
}

/** An error on its way. `refused`: the request itself was wrong, or came too late. */
export type WireError =
  | { readonly kind: 'sql'; readonly sqlState: string; readonly message: string }
  | {
      readonly kind: 'command';
      readonly exitCode: ExitCode;
      readonly message: string;
      readonly hints: readonly string[];
      readonly code: string | null;
    }
  | { readonly kind: 'refused' | 'bug'; readonly message: string };

export type Response = { readonly ok: unknown } | { readonly error: WireError };

/** The error of one process as the other one can read it. */
export function toWire(error: unknown): WireError {
  if (error instanceof SqlError) return { kind: 'sql', sqlState: error.sqlState, message: error.message };
  if (error instanceof CommandError) {
    const { exitCode, message, hints, code } = error;
    return { kind: 'command', exitCode, message, hints, code };
  }
  if (error instanceof RefusedRequest) return { kind: 'refused', message: error.message };
  return { kind: 'bug', message: error instanceof Error ? error.message : String(error) };
}

/** A request that the running `dev` does not take: no message of the protocol, out of order, too late. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
}

const ROLES: ReadonlySet<unknown> = new Set(['publisher', 'auditor', 'owner', 'login']);
const KINDS: ReadonlySet<unknown> = new Set(['snapshot', 'keys']);

/** @throws RefusedRequest on anything that is no request. */
export function parseRequest(line: string): Request {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new RefusedRequest('a line is not JSON');
  }
  if (isRecord(value) && isRequest(value)) return value as unknown as Request;
  throw new RefusedRequest('a line is no request');
}

function isRequest(value: Readonly<Record<string, unknown>>): boolean {
  switch (value.do) {
    case 'hello':
    case 'commit':
    case 'rollback':
      return true;
    case 'begin': {
      const { options } = value;
      if (!isRecord(options) || !ROLES.has(options.as)) return false;
      const { organization, isReadOnly } = options;
      return isTextOrNull(organization) && (isReadOnly === undefined || typeof isReadOnly === 'boolean');
    }
    case 'query':
      return typeof value.sql === 'string' && Array.isArray(value.values) && value.values.every(isSqlValue);
    case 'offer':
      return isDocument(value.document);
    case 'read':
      return isPlace(value.place) && KINDS.has(value.kind);
    case 'evaluators':
      return isPlace(value.place);
    default:
      return false;
  }
}

function isDocument(value: unknown): boolean {
  if (!isRecord(value) || !isPlace(value.place) || !KINDS.has(value.kind)) return false;
  return Number.isSafeInteger(value.version) && typeof value.hash === 'string' && typeof value.body === 'string';
}

function isPlace(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return [value.organization, value.project, value.environment].every((name) => typeof name === 'string');
}

function isSqlValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
