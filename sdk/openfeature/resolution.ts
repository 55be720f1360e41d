import type { ErrorCode, FlagMetadata, ResolutionDetails, ResolutionReason } from '@openfeature/core';
import type { ErrorCode as OurErrorCode, Reason } from '../engine/reasons.ts';

/** What a client of ours says of one flag. */
interface Known {
  readonly value: unknown;
  readonly variant?: string | undefined;
  readonly reason: Reason;
  readonly rule?: string;
  readonly version?: number | undefined;
  readonly errorCode?: OurErrorCode;
}

const MESSAGES: Readonly<Record<OurErrorCode, string>> = {
  flag_not_found: 'There is no such flag here.',
  parse_error: 'What came could not be read.',
  type_mismatch: 'The flag has a value of another type.',
  targeting_key_missing: 'The context lacks the attribute that this flag is rolled out by.',
  invalid_context: 'The context is no object of attributes.',
  provider_not_ready: 'No evaluator has answered yet.',
  general: 'The flag cannot be evaluated.',
};

/** OpenFeature's codes are ours in upper case; as a type they are an enum of a package that a page need not load. */
export const errorCode = (code: OurErrorCode | 'provider_fatal'): ErrorCode => code.toUpperCase() as ErrorCode;

/**
 * A resolution as OpenFeature has it. Our own reason, the rule and the snapshot's version are metadata.
 * @param asObject an object was asked for: any other value is of another type.
 */
export function resolutionOf<Value>(
  fallback: Value,
  known: Known,
  reason: ResolutionReason,
  asObject: boolean,
): ResolutionDetails<Value> {
  const isOther = known.errorCode === undefined && asObject && typeof known.value !== 'object';
  const code = isOther ? 'type_mismatch' : known.errorCode;
  const { rule, version } = known;
  const flagMetadata: FlagMetadata = {
    reason: known.reason,
    ...(rule !== undefined && { rule }),
    ...(version !== undefined && { version }),
  };
  if (code !== undefined)
    return { value: fallback, reason: 'ERROR', errorCode: errorCode(code), errorMessage: MESSAGES[code], flagMetadata };
  const { variant } = known;
  return { value: known.value as Value, ...(variant !== undefined && { variant }), reason, flagMetadata };
}
