/** Session tokens of Clerk's form, signed with a key of this test, and the settings that verify them. */
import { generateKeyPairSync } from 'node:crypto';

export interface ClerkSessions {
  /** FLAGFORGE_CLERK_... as a user sets them. */
  readonly env: Readonly<Record<string, string>>;
  /** Claims as Clerk makes them for a session of this user in an organisation, now. */
  claims(user: string, organization: { readonly slug: string; readonly role: string }): Record<string, unknown>;
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
}

export const PARTY = 'https://flags.acme.com';
export const CLERK_ISSUER = 'https://clerk.acme.com';

export function createClerkSessions(): ClerkSessions {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    env: {
      FLAGFORGE_CLERK_JWT_KEY: publicKey,
      ...{ FLAGFORGE_CLERK_ISSUER: CLERK_ISSUER, FLAGFORGE_CLERK_PARTIES: PARTY },
    },
    claims(user, { slug, role }) {
      const now = Math.floor(Date.now() / 1000);
      return {
        ...{ iss: CLERK_ISSUER, sub: user, sid: 'sess_1', azp: PARTY, v: 2, sts: 'active' },
        ...{ iat: now, nbf: now - 10, exp: now + 60, o: { id: 'org_2acme', slg: slug, rol: role } },
      };
    },
    async sign(claims) {
      const { signJwt } = await import('@clerk/backend/jwt');
      const options = { algorithm: 'RS256', header: { kid: 'ins_1' } };
      const token: unknown = await signJwt({ ...claims }, privateKey, options);
      if (typeof token !== 'string') throw new TypeError('signJwt answers with the token');
      return token;
    },
  };
}
