import { codedError } from '../coded-error.ts';
import { CommandError, errorCodeOf } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Connection } from './connect.ts';
import { connectionProblem, isConnectionProblem } from './connection-problem.ts';
import { type ActingAs, SqlError } from './database.ts';
import { type Limits, limitsOf, runStatement } from './statements.ts';

const SQL_STATE = /^[0-9A-Z]{5}$/;

/** What a transaction was about. */
export interface Where {
  readonly address: string;
  readonly role: ActingAs;
  readonly organization: string | null;
  /** The commit was sent: whether it was done is not known. */
  readonly isCommitting?: boolean;
}

/** What the server says of itself, not of a statement, by SQLSTATE. */
const CODES: Readonly<Record<string, string>> = {
  '53100': 'FF3114',
  '25006': 'FF3115',
  '55P03': 'FF3116',
  '57014': 'FF3117',
  // The transaction was idle for too long: this process was stopped for a while.
  '25P03': 'FF3117',
};

/**
 * An error of a transaction: what the outside world did becomes a CommandError (3), a refused statement a SqlError,
 * anything else is passed on.
 */
export function statementProblem(error: unknown, where: Where): unknown {
  if (error instanceof CommandError || error instanceof SqlError) return error;
  const { address, role } = where;
  if (isConnectionProblem(error)) {
    return where.isCommitting === true
      ? codedError(EXIT.outside, 'FF3107', { address })
      : connectionProblem(error, address);
  }
  const code = errorCodeOf(error) ?? '';
  if (!SQL_STATE.test(code)) return error;
  const message = error instanceof Error ? error.message : '';
  if (role !== 'login' && /permission denied to set role|must be (?:a )?member of role/i.test(message)) {
    return codedError(EXIT.outside, 'FF3108', { address, role });
  }
  if (isSchemaMissing(code, message)) {
    return codedError(EXIT.outside, 'FF3110', { address, state: 'no FlagForge schema, or an older one' });
  }
  const known = CODES[code];
  if (known !== undefined) {
    return codedError(EXIT.outside, known, {
      address,
      seconds: limitsOf({ as: role, organization: null }).lockMs / 1000,
    });
  }
  // Out of memory or of something else, deadlock, failed disk: nothing that another statement would mend.
  if (/^(?:53|58|40|XX)/.test(code))
    return codedError(EXIT.outside, 'FF3118', { address, reason: `${message} (${code})` });
  return new SqlError(code, message);
}

/** The roles, the schema or something in it are not there. */
function isSchemaMissing(code: string, message: string): boolean {
  const isNoRole = code === '22023' && message.includes('flagforge_');
  return isNoRole || (['3F000', '42P01', '42883', '42703'].includes(code) && /flagforge|audit\b/.test(message));
}

/** The login of this session works for no such organisation. */
export async function notMapped(connection: Connection, limits: Limits, organization: string): Promise<CommandError> {
  const [row] = await runStatement<{ login: string }>(connection, limits, 'select session_user::text as login', []);
  return codedError(EXIT.outside, 'FF3109', { login: row?.login ?? '', organization });
}
