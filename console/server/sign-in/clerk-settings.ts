import { type ClerkSettings, clerkSettings as readClerkSettings } from 'flagforge/identity';

/**
 * Settings of Clerk from the environment; null: there are none.
 * @throws CommandError (2, FF4420) for a key that is none, or without an issuer and the origins of the console.
 */
export function clerkSettings(env: Readonly<Record<string, string | undefined>>): ClerkSettings | null {
  return readClerkSettings(env, { parties: 'FLAGFORGE_CONSOLE_ORIGINS', code: 'FF4420' });
}
