import { userInfo } from 'node:os';
import type { Database } from '../database/database.ts';
import type { Publisher } from './actor.ts';
import { personOf } from './person.ts';
import { hasBreakGlass } from './roles.ts';

/**
 * Who runs a command: the login that Postgres verified; in `dev`, whose database is a folder of the user's own, the user
 * of this machine.
 * @throws CommandError (3) when Postgres cannot be reached.
 * @see contract 9
 */
export async function resolveActor(database: Database): Promise<Publisher> {
  if (database.kind !== 'real') return localUser();
  const [row] = await database.transaction({ as: 'login', organization: null, isReadOnly: true }, (tx) =>
    // Not current_user: roles that are taken on for a transaction name nobody.
    tx.query<{ readonly login: string }>('select session_user::text as login'),
  );
  return createPublisher(`database:${row?.login ?? ''}`);
}

/** Somebody with a verified identity: whom it belongs to, and what they may do, is for each policy to say. */
export function createPublisher(identity: string): Publisher {
  return {
    actor: ({ people }) => ({ identity, person: personOf(identity, people)?.name ?? null }),
    mayBreakGlass: (policy, environment) => hasBreakGlass(identity, policy, environment),
  };
}

/** The user of this machine. The files, and the folder with the database, are their own, so they may do everything. */
export function localUser(): Publisher {
  const identity = `local:${userName()}`;
  return { actor: () => ({ identity, person: null }), mayBreakGlass: () => true };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number that no list of users has.
    return String(process.getuid?.() ?? 'unknown');
  }
}
