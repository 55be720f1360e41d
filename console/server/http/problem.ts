/** Error answers of the management API. @see RFC 9457, contract 7 */
import { STATUS_CODES } from 'node:http';
import { CommandError, codedError, EXIT, type ExitCode } from 'flagforge';

export const PROBLEM_TYPE = 'application/problem+json';

/** The arguments of a code's message. */
type Args = Parameters<typeof codedError>[2];

/** Ends a request with an error answer. */
export class ProblemError extends Error {
  /** 400..599. */
  readonly status: number;
  readonly problem: CommandError;
  /** More members of the body: `diagnostics`, `url`, ... */
  readonly members: object;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    problem: CommandError,
    members: object = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(problem.message);
    this.name = 'ProblemError';
    this.status = status;
    this.problem = problem;
    this.members = members;
    this.headers = headers;
  }
}

/** An error answer by a code of the table of codes. */
export function problem(
  status: number,
  code: string,
  args: Args,
  members: object = {},
  headers: Readonly<Record<string, string>> = {},
): ProblemError {
  return new ProblemError(status, codedError(EXIT.findings, code, args), members, headers);
}

/** What is not there, or not for this user to see: both look the same. */
export function notFound(kind: string, name: string, suggestion?: string): ProblemError {
  return problem(404, 'FF4405', { kind, name, ...(suggestion === undefined ? {} : { suggestion }) });
}

/** Statuses of codes that parts of the CLI end with, where their exit code says too little. */
const STATUSES: Readonly<Record<string, number>> = {
  // The forge.
  ...{ FF4103: 404, FF4151: 404, FF4157: 403, FF4158: 403, FF4159: 422, FF4161: 422, FF4162: 422 },
  // Edits of YAML.
  ...{ FF4200: 422, FF4201: 422, FF4202: 422, FF4203: 422, FF4204: 422, FF4205: 422, FF4206: 422 },
  // Kill, revive, rollback.
  ...{ FF3020: 404, FF3021: 404, FF3022: 404, FF3025: 403, FF3026: 403, FF3029: 404, FF3030: 409, FF3031: 409 },
  // Keys.
  ...{ FF3140: 404, FF3141: 404, FF3143: 403, FF3145: 422, FF3146: 422, FF3147: 422, FF3148: 422 },
  // Reading a change request that is done.
  FF4055: 409,
};

const BY_EXIT: Readonly<Record<ExitCode, number>> = {
  [EXIT.clean]: 500,
  [EXIT.findings]: 409,
  [EXIT.usage]: 400,
  [EXIT.outside]: 502,
  [EXIT.bug]: 500,
};

/** The answer that an error becomes; null: it is nothing that anybody foresaw. */
export function problemOf(error: unknown): ProblemError | null {
  if (error instanceof ProblemError) return error;
  if (!(error instanceof CommandError)) return null;
  return new ProblemError(STATUSES[error.code ?? ''] ?? BY_EXIT[error.exitCode], error);
}

/**
 * The body of an error answer. `type` is `about:blank`, so `title` is the status in words; what a program tells errors
 * apart by is `code`, whose help is what `flagforge explain` shows.
 */
export function problemBody({ status, problem: { code, message, hints }, members }: ProblemError): object {
  return {
    ...{ type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: message },
    ...{ code: code ?? 'FF4421', hints, ...members },
  };
}
