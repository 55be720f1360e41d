import type { Problem, ProblemCode } from '../http/problem.ts';
import { sendError } from '../http/respond.ts';
import type { TellProblem } from './route.ts';

/** Where single flags are; behind it comes the key. */
export const OFREP_FLAGS = '/ofrep/v1/evaluate/flags/';

/** What of our codes OpenFeature has a code of its own for; the others are GENERAL, and their status tells more. */
const CODES: Readonly<Partial<Record<ProblemCode, string>>> = {
  parse_error: 'PARSE_ERROR',
  invalid_context: 'INVALID_CONTEXT',
  flag_not_found: 'FLAG_NOT_FOUND',
  provider_not_ready: 'PROVIDER_NOT_READY',
};

/** Longest key that an error repeats; no flag has a longer one. */
const MAX_KEY_CHARACTERS = 100;

/** Hex digits in capitals, as encoders write them. */
function inCapitals(encoded: string): string {
  return encoded.replace(/%[0-9a-f]{2}/gi, (digits) => digits.toUpperCase());
}

/**
 * The key that a request target asks for: providers encode it. What is not encoded as they do it is given back as it was
 * sent, for it is the key of no flag.
 */
function askedKey(target: string): string {
  const sent = target.slice(target.indexOf(OFREP_FLAGS) + OFREP_FLAGS.length).replace(/\?.*$/s, '');
  try {
    const key = decodeURIComponent(sent);
    return (encodeURIComponent(key) === inCapitals(sent) ? key : sent).slice(0, MAX_KEY_CHARACTERS);
  } catch {
    return sent.slice(0, MAX_KEY_CHARACTERS);
  }
}

function tellOfrep(keyOf: ((target: string) => string) | null): TellProblem {
  return (req, res, { status, code, detail, headers: own = [] }: Problem, headers = []) => {
    const key = keyOf === null ? {} : { key: keyOf(req.url ?? '') };
    const body = JSON.stringify({ ...key, errorCode: CODES[code] ?? 'GENERAL', errorDetails: detail });
    sendError(req, res, status, ['Content-Type', 'application/json', ...headers, ...own], body);
  };
}

/** `{key, errorCode, errorDetails}`: an error of one flag. @see OFREP 0.3, evaluationFailure and flagNotFound */
export const tellFlagFailure: TellProblem = tellOfrep(askedKey);

/** `{errorCode, errorDetails}`: nothing could be evaluated. @see OFREP 0.3, bulkEvaluationFailure */
export const tellBulkFailure: TellProblem = tellOfrep(null);
