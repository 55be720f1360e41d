import { TokenRefused, type User, type VerifyToken } from '../user.ts';
import type { ClerkSettings } from './clerk-settings.ts';

/** Verifies session tokens of Clerk's form, those of this machine too. @throws TokenRefused */
export function verifySessions(settings: ClerkSettings): VerifyToken {
  return async (token) => {
    const { verifyToken } = await import('@clerk/backend');
    let claims: Readonly<Record<string, unknown>>;
    try {
      const parties = [...settings.parties()];
      claims = await verifyToken(token, { jwtKey: await settings.jwtKey(), authorizedParties: parties });
    } catch (error) {
      throw new TokenRefused(reasonOf(error));
    }
    return userOf(claims, settings.issuer);
  };
}

function reasonOf(error: unknown): string {
  const reason = typeof error === 'object' && error !== null && 'reason' in error ? error.reason : null;
  return typeof reason === 'string' ? reason : 'token-invalid';
}

/** What `verifyToken` leaves to whoever calls it. */
function userOf({ iss, sub, azp, sts, o }: Readonly<Record<string, unknown>>, issuer: string): User {
  if (iss !== issuer) throw new TokenRefused('issuer');
  if (azp === undefined) throw new TokenRefused('authorized-party-missing');
  if (sts !== undefined && sts !== 'active') throw new TokenRefused('session-pending');
  if (typeof sub !== 'string' || !/^user_\w{1,100}$/.test(sub)) throw new TokenRefused('subject');
  if (typeof o !== 'object' || o === null) throw new TokenRefused('organization-missing');
  const { id, slg, rol } = o as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || id === '') throw new TokenRefused('organization-missing');
  return {
    ...{ id: sub, identity: `clerk:${sub}` },
    claims: typeof rol === 'string' ? [`clerk:org:${rol.replace(/^org:/, '')}`] : [],
    organization: { id, slug: typeof slg === 'string' ? slg : null },
  };
}
