import { isObject, readJsonObject } from '../http/json-object.ts';
import type { Problem } from '../http/problem.ts';

/** A request body with its shape checked; the context is not checked yet. */
export interface EvaluationRequest {
  /** Absent in a request for all flags. */
  readonly flagKey: string;
  readonly context: unknown;
  /** Variants by flag key; absent when the request names none. */
  readonly overrides: Readonly<Record<string, string>> | undefined;
}

/** A request, or the error that answers it. */
export type ParsedRequest = { readonly request: EvaluationRequest } | { readonly problem: Problem };

function refuse(detail: string): ParsedRequest {
  return { problem: { status: 400, code: 'parse_error', detail } };
}

function isOverrides(value: unknown): value is Record<string, string> {
  if (!isObject(value)) return false;
  for (const flag of Object.keys(value)) if (typeof value[flag] !== 'string') return false;
  return true;
}

/**
 * Reads `{flagKey, context, overrides?}`, or without `flagKey` when `wantsFlag` is false. The body must be JSON in
 * UTF-8; `overrides` may be null, which is as absent; members with other names are ignored. Of two members with
 * one name the last counts, as in JavaScript. Never throws.
 */
export function parseRequest(body: Buffer, wantsFlag: boolean): ParsedRequest {
  const parsed = readJsonObject(body);
  if (typeof parsed === 'string') return refuse(parsed);
  const { flagKey, context, overrides } = parsed;
  if (wantsFlag && typeof flagKey !== 'string') {
    return refuse(flagKey === undefined ? '"flagKey" is missing.' : '"flagKey" must be a string.');
  }
  if (overrides !== undefined && overrides !== null && !isOverrides(overrides)) {
    return refuse('"overrides" must be an object of variant names by flag key.');
  }
  return {
    request: {
      flagKey: typeof flagKey === 'string' ? flagKey : '',
      context,
      overrides: overrides ?? undefined,
    },
  };
}
