/** Somebody whose session token was verified for this request. */
export interface User {
  /** Clerk's id: `user_2pat`. */
  readonly id: string;
  /** `clerk:user_2pat` */
  readonly identity: string;
  /** What their organisation says they are, as `access` writes it: `clerk:org:admin`. */
  readonly claims: readonly string[];
  /** The organisation that the session is in. */
  readonly organization: { readonly id: string; readonly slug: string | null };
}

/** Why a token was not taken: for the log. */
export class TokenRefused extends Error {
  /** Such as `token-expired`. */
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.name = 'TokenRefused';
    this.reason = reason;
  }
}

/** Tells whose a session token is. @throws TokenRefused */
export type VerifyToken = (token: string) => Promise<User>;
