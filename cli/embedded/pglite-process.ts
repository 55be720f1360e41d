import type { PGlite, PGliteOptions } from '@electric-sql/pglite';
import { codedError } from '../coded-error.ts';
import { errorCodeOf } from '../command-error.ts';
import { parseValue } from '../database/parse-value.ts';
import { EXIT } from '../exit-codes.ts';

type PgliteModule = typeof import('@electric-sql/pglite');

/** A Postgres inside this process. */
export interface PgliteProcess {
  readonly pglite: PGlite;
  /** Why it is dead, in Postgres's words, or null while it lives. Nothing may be asked of a dead one. */
  died(): string | null;
  close(): Promise<void>;
}

/** It could not start; `message` is what Postgres said. */
export class PgliteStartError extends Error {
  override readonly name = 'PgliteStartError';
}

/** The major version of Postgres that this package holds: the first line of a data folder's PG_VERSION. */
export const POSTGRES_MAJOR = '18';

/**
 * 128 MB is what initdb chooses, and all of it is touched: 8 MB hold every page that `dev` works on, and halve the
 * memory of the process (300 MB -> 165 MB, measured).
 */
const SHARED_BUFFERS = '8MB';

/** @throws CommandError (3, FF3160) when the optional package is not installed. */
export async function loadPglite(): Promise<PgliteModule> {
  try {
    return await import('@electric-sql/pglite');
  } catch (error) {
    if (errorCodeOf(error) === 'ERR_MODULE_NOT_FOUND') throw codedError(EXIT.outside, 'FF3160', {});
    throw error;
  }
}

/**
 * Starts Postgres on a data folder, or in memory without one.
 * @throws PgliteStartError when Postgres refuses the folder; it is then as it was.
 */
export async function startPglite(
  options: Pick<PGliteOptions, 'dataDir' | 'initDbStartParams'>,
): Promise<PgliteProcess> {
  const { PGlite: Pglite } = await loadPglite();
  const said: string[] = [];
  let pglite: PGlite | null = null;
  let death: string | null = null;
  const onStderr = (line: string): boolean => {
    const fatal = /\b(?:PANIC|FATAL): {2}(.*)/.exec(line);
    if (fatal?.[1] !== undefined) {
      said.push(fatal[1]);
      if (line.includes('PANIC') && pglite !== null) {
        death = fatal[1];
        seal(pglite, death);
      }
    }
    // false: nothing is printed.
    return false;
  };
  try {
    pglite = await Pglite.create({
      ...options,
      startParams: [...Pglite.defaultStartParams, '-c', `shared_buffers=${SHARED_BUFFERS}`],
      onStderr,
    });
  } catch (error) {
    throw new PgliteStartError(said.at(-1) ?? (error instanceof Error ? error.message : String(error)));
  }
  const started = pglite;
  started.parsers = plainParsers(started.parsers);
  return {
    pglite: started,
    died: () => death,
    // A dead one must not write what it holds: the next start recovers.
    close: async () => {
      if (death === null) await started.close();
    },
  };
}

/**
 * After a PANIC the module is aborted, and PGlite would call into it again and again, for ever, in one synchronous loop:
 * it takes each failure for a longjmp. So what that loop calls ends it.
 */
function seal(pglite: PGlite, reason: string): void {
  const end = (): never => {
    throw new PgliteStartError(reason);
  };
  Object.assign(pglite.Module, {
    stackSave: end,
    stackRestore: end,
    _PostgresMainLoopOnce: end,
    _PostgresMainLongJmp: end,
    _PostgresSendReadyForQueryIfNecessary: end,
    _pgl_pq_flush: end,
  });
}

/** As every database of FlagForge gives them. */
function plainParsers(parsers: PGlite['parsers']): PGlite['parsers'] {
  const ids = Object.keys(parsers).map(Number);
  return Object.fromEntries(ids.map((id) => [id, (text: string) => parseValue(id, text)]));
}
