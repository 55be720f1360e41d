import { userInfo } from 'node:os';
import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import type { Database } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import type { NamedProject } from '../project-name.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Publisher } from './actor.ts';
import { clerkSettings } from './clerk-settings.ts';
import { isOrganization, verifyClerkToken } from './clerk-token.ts';
import { findOidcRequest, type OidcIssuer, verifyOidcActor } from './oidc-token.ts';
import { personOf } from './person.ts';
import type { Policy } from './policy.ts';
import { projectRepository } from './project-repository.ts';
import { hasBreakGlass, rolesOf } from './roles.ts';

/** Where tokens are looked for. */
type Surroundings = Pick<Terminal, 'env' | 'now'>;

/** The project that a command is about: `organization` is an id or a slug of Clerk's; `directory` need not be there. */
type ActorProject = Pick<NamedProject, 'organization' | 'directory'>;

/** A verified identity, and what came with it. */
export interface TokenActor {
  /** `github:patlee`, `clerk:user_2pat`. */
  readonly identity: string;
  /** Roles that an organisation gives: `clerk:org:admin`. */
  readonly claims: readonly string[];
}

/**
 * Who runs a command: the actor of the job in GitHub Actions, else whoever the token in FLAGFORGE_TOKEN is of, else the
 * login that Postgres verified; in `dev`, whose database is a folder of the user's own, the user of this machine. A token
 * that is there and does not hold ends the command: it is never left aside for the next in line.
 * @param issuer whom tokens of jobs are believed: GitHub, but for tests.
 * @throws CommandError (2) for a token or settings that do not hold; (3) when GitHub or Postgres cannot be reached.
 * @see contract 9
 */
export async function resolveActor(
  database: Database,
  surroundings: Surroundings,
  project: ActorProject,
  issuer?: OidcIssuer,
): Promise<Publisher> {
  if (database.kind !== 'real') return localUser();
  const actor = await resolveTokenActor(surroundings, project, issuer);
  if (actor !== null) return createPublisher(actor.identity, actor.claims);
  const [row] = await database.transaction({ as: 'login', organization: null, isReadOnly: true }, (tx) =>
    // Not current_user: roles that are taken on for a transaction name nobody.
    tx.query<{ readonly login: string }>('select session_user::text as login'),
  );
  return createPublisher(`database:${row?.login ?? ''}`);
}

/**
 * Whom a token names; null: there is none.
 * @throws CommandError as {@link resolveActor}.
 */
export async function resolveTokenActor(
  { env, now }: Surroundings,
  { organization, directory }: ActorProject,
  issuer?: OidcIssuer,
): Promise<TokenActor | null> {
  const request = findOidcRequest(env);
  if (request === null) return clerkActor(env, organization);
  const repository = await projectRepository(env, directory);
  return { identity: await verifyOidcActor(request, repository, now(), issuer), claims: [] };
}

async function clerkActor(env: Surroundings['env'], organization: string): Promise<TokenActor | null> {
  const token = env.FLAGFORGE_TOKEN?.trim() ?? '';
  if (token === '') return null;
  const settings = clerkSettings(env);
  if (settings === null) throw codedError(EXIT.usage, 'FF4241', {});
  const answer = await verifyClerkToken(token, settings);
  const refused = (reason: string): CommandError => codedError(EXIT.usage, 'FF4242', { reason, organization });
  if (answer.kind === 'refused') throw refused(answer.reason);
  if (!isOrganization(answer.user.organization, organization)) throw refused('organization');
  return answer.user;
}

/**
 * Somebody with a verified identity: whom it belongs to, and what they may do, is for each policy to say. A bot is
 * nobody's: what `people` say of it does not count, an entry of `access` for itself does.
 * @param claims roles that came with the identity: `clerk:org:admin`.
 */
export function createPublisher(identity: string, claims: readonly string[] = []): Publisher {
  const peopleOf = ({ people }: Pick<Policy, 'people'>) => (identity.endsWith('[bot]') ? [] : people);
  const rulesFor = (policy: Policy): Policy => ({ ...policy, people: peopleOf(policy) });
  return {
    actor: (policy) => ({ identity, person: personOf(identity, peopleOf(policy))?.name ?? null }),
    rolesIn: (policy, environment) => rolesOf(identity, rulesFor(policy), environment, claims),
    mayBreakGlass: (policy, environment) => hasBreakGlass(identity, rulesFor(policy), environment, claims),
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
