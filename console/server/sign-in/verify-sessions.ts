import { type ClerkSettings, verifyClerkToken } from 'flagforge/identity';
import { TokenRefused, type VerifyToken } from '../user.ts';

/** Verifies session tokens of Clerk's form, those of this machine too. @throws TokenRefused */
export function verifySessions(settings: ClerkSettings): VerifyToken {
  return async (token) => {
    const answer = await verifyClerkToken(token, settings);
    if (answer.kind === 'refused') throw new TokenRefused(answer.reason);
    return answer.user;
  };
}
