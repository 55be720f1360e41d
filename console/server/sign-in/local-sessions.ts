/** Sign-in on one's own machine: tokens of Clerk's form, signed with a key that lives as long as this process. */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { LocalUser } from 'flagforge/dev';

export const LOCAL_ISSUER = 'https://flagforge.local';

/** How long a token holds, in seconds. Clerk's hold a minute and are fetched anew by its script; nothing does that here. */
const LIFETIME_SECONDS = 3_600;

export interface LocalSession {
  readonly token: string;
  /** UTC epoch ms. */
  readonly expiresAt: number;
}

export interface LocalSessions {
  /** PEM, what tokens are verified with: the same way as Clerk's. */
  publicKey(): Promise<string>;
  /**
   * @param organization of the project, as its file names it: an id (`org_...`) or a slug.
   * @param party the origin that the token is for.
   */
  sign(user: LocalUser, organization: string, party: string, now: number): Promise<LocalSession>;
}

const makeKeys = promisify(generateKeyPair);

/** Makes a key pair. Nobody else has the private one, and it is written nowhere. */
export function createLocalSessions(): LocalSessions {
  // It takes a moment, which nobody has to wait for before somebody signs in.
  const keys = makeKeys('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    publicKey: async () => (await keys).publicKey,
    async sign({ id, role }, organization, party, now) {
      const { privateKey } = await keys;
      const { signJwt } = await import('@clerk/backend/jwt');
      const at = Math.floor(now / 1_000);
      const isId = organization.startsWith('org_');
      const token: unknown = await signJwt(
        {
          ...{ iss: LOCAL_ISSUER, sub: id, sid: `sess_${id.slice(5)}_${at}`, azp: party, v: 2, sts: 'active' },
          ...{ iat: at, nbf: at, exp: at + LIFETIME_SECONDS },
          o: {
            id: isId ? organization : 'org_local',
            slg: isId ? 'local' : organization,
            rol: role.replace(/^org:/, ''),
          },
        },
        privateKey,
        { algorithm: 'RS256', header: { kid: 'ins_flagforge_local' } },
      );
      if (typeof token !== 'string') throw new TypeError('signJwt answers with the token');
      return { token, expiresAt: (at + LIFETIME_SECONDS) * 1_000 };
    },
  };
}
