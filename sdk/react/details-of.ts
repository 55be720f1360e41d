import type { Details, FlagResult, Results } from '../web/client.ts';

/** A value with what is known of it, as `client.details` has it, without where it is from. */
export type FlagDetails<Value> = Omit<Details<Value>, 'source'>;

/** What one result is to somebody who has this fallback. @param results what the result is part of. */
export function detailsOf(
  result: FlagResult | undefined,
  fallback: unknown,
  { version, flags }: Results,
): FlagDetails<unknown> {
  const { value, variant, reason = 'error', errorCode = 'type_mismatch' }: Partial<FlagResult> = result ?? {};
  // A fallback that is no boolean, string or number takes any value, as one of JSON does.
  const fits = typeof (fallback ?? {}) === 'object' || typeof value === typeof fallback;
  if (value !== undefined && fits) return { value, variant, reason, version };
  const hasNone = Object.keys(flags).length === 0 && version === 0;
  const missing = hasNone ? 'provider_not_ready' : 'flag_not_found';
  return { value: fallback, reason: 'error', errorCode: result === undefined ? missing : errorCode, version };
}
