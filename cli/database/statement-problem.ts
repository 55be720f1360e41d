import { codedError } from '../coded-error.ts';
import { CommandError, errorCodeOf } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { connectionProblem, isConnectionProblem } from './connection-problem.ts';
import { type ActingAs, SqlError, type Transaction } from './database.ts';

const SQL_STATE = /^[0-9A-Z]{5}$/;

interface Where {
  readonly address: string;
  readonly role: ActingAs;
  readonly organization: string | null;
}

/**
 * An error of a transaction: what the outside world did becomes a CommandError, a refused statement a SqlError, anything
 * else is passed on.
 */
export function statementProblem(error: unknown, where: Where): unknown {
  if (error instanceof CommandError || error instanceof SqlError) return error;
  if (isConnectionProblem(error)) return connectionProblem(error, where.address);
  const code = errorCodeOf(error) ?? '';
  if (!SQL_STATE.test(code)) return error;
  const message = error instanceof Error ? error.message : '';
  const { address, role } = where;
  if (/permission denied to set role|must be (a )?member of role/i.test(message))
    return codedError(EXIT.outside, 'FF3108', { address, role });
  // The roles, the schema or a table of it are not there.
  const isSchemaMissing = ['3F000', '42P01', '42883'].includes(code) && /flagforge|audit\./.test(message);
  if (isSchemaMissing || (code === '22023' && message.includes('flagforge_')))
    return codedError(EXIT.outside, 'FF3110', { address, state: 'no FlagForge schema, or an older one' });
  if (code === '53100') return codedError(EXIT.outside, 'FF3114', { address });
  if (code === '25006') return codedError(EXIT.outside, 'FF3115', { address });
  if (code === '55P03') return codedError(EXIT.outside, 'FF3116', { address });
  if (code === '57014') return codedError(EXIT.outside, 'FF3117', { address });
  return new SqlError(code, message);
}

/** The login of this session works for no such organisation. */
export async function notMapped(query: Transaction['query'], organization: string): Promise<CommandError> {
  const [row] = await query<{ login: string }>('select session_user::text as login');
  return codedError(EXIT.outside, 'FF3109', { login: row?.login ?? '', organization });
}
