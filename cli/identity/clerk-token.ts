import type { ClerkSettings } from './clerk-settings.ts';

/** Somebody whose session token was verified. */
export interface ClerkUser {
  /** Clerk's id: `user_2pat`. */
  readonly id: string;
  /** `clerk:user_2pat` */
  readonly identity: string;
  /** What their organisation says they are, as `access` writes it: `clerk:org:admin`. */
  readonly claims: readonly string[];
  /** The organisation that the session is in. */
  readonly organization: ClerkOrganization;
}

/** An organisation by Clerk's id (`org_2acme`) and by the name in its addresses. */
export interface ClerkOrganization {
  readonly id: string;
  readonly slug: string | null;
}

/** `reason`: such as `token-expired`, for whoever runs FlagForge; who sent the token need not hear more than that it is refused. */
export type ClerkAnswer =
  | { readonly kind: 'verified'; readonly user: ClerkUser }
  | { readonly kind: 'refused'; readonly reason: string };

/** Clerk's own are a tenth of this. */
const MAX_TOKEN = 16_384;

/**
 * Verifies a session token of Clerk's form without asking anybody: what Clerk's library verifies, and what it leaves out.
 * Whether the organisation is the one that is meant is for the caller: {@link isOrganization}.
 */
export async function verifyClerkToken(token: string, settings: ClerkSettings): Promise<ClerkAnswer> {
  if (token.length > MAX_TOKEN) return refused('token-too-long');
  const { verifyToken } = await import('@clerk/backend');
  const parties = [...settings.parties()];
  // Clerk's library takes an empty list as leave to any page.
  if (parties.length === 0) return refused('authorized-party-unknown');
  try {
    const claims = await verifyToken(token, { jwtKey: await settings.jwtKey(), authorizedParties: parties });
    return readClaims(claims, settings.issuer);
  } catch (error) {
    return refused(reasonOf(error));
  }
}

/**
 * Whether an organisation of Clerk is the one that a project names, by id or slug. A name that looks like an id is only
 * ever one: slugs are for their owners to choose.
 */
export function isOrganization({ id, slug }: ClerkOrganization, name: string): boolean {
  return name.startsWith('org_') ? name === id : name !== '' && name === slug;
}

const refused = (reason: string): ClerkAnswer => ({ kind: 'refused', reason });

function reasonOf(error: unknown): string {
  const reason = typeof error === 'object' && error !== null && 'reason' in error ? error.reason : null;
  return typeof reason === 'string' ? reason : 'token-invalid';
}

/** What `verifyToken` leaves to whoever calls it. */
function readClaims({ iss, sub, azp, sts, o }: Readonly<Record<string, unknown>>, issuer: string): ClerkAnswer {
  if (iss !== issuer) return refused('issuer');
  if (azp === undefined) return refused('authorized-party-missing');
  if (sts !== undefined && sts !== 'active') return refused('session-pending');
  if (typeof sub !== 'string' || !/^user_\w{1,100}$/.test(sub)) return refused('subject');
  if (typeof o !== 'object' || o === null) return refused('organization-missing');
  const { id, slg, rol } = o as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || id === '') return refused('organization-missing');
  const user: ClerkUser = {
    ...{ id: sub, identity: `clerk:${sub}` },
    claims: typeof rol === 'string' && rol !== '' ? [`clerk:org:${rol.replace(/^org:/, '')}`] : [],
    organization: { id, slug: typeof slg === 'string' ? slg : null },
  };
  return { kind: 'verified', user };
}
