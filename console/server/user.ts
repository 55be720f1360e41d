import type { ClerkUser } from 'flagforge/identity';

/** Somebody whose session token was verified for this request. */
export type User = ClerkUser;

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
