import { type ErrorCode, type Evaluation, openFeatureReason } from '@flagforge/sdk/engine';
import type { KeyKind } from '../keys/key.ts';

/** OpenFeature's name of an error code; all of them are the same words in capitals. */
export function openFeatureCode(code: ErrorCode): string {
  return code.toUpperCase();
}

/** What an error says to people; it names neither the flag's rules nor the context's values. */
const DETAILS: Readonly<Record<ErrorCode, string>> = {
  flag_not_found: 'There is no flag with this key here.',
  parse_error: 'The flag cannot be read.',
  type_mismatch: 'The flag has another type.',
  targeting_key_missing: 'The flag divides by an attribute that the context does not have.',
  invalid_context: '"context" must be a JSON object of attributes.',
  provider_not_ready: 'There is no snapshot yet.',
  general: 'The flag cannot be evaluated here.',
};

/**
 * One result in OFREP's words, `{key, value, reason, variant, metadata}`; an error is `{key, errorCode, errorDetails,
 * metadata}`. FlagForge's own reason is `metadata.reason`, the rule's name, for server keys, `metadata.rule`.
 * @param isStatic whether the flag's default depends on nothing.
 * @param version of the snapshot, where the result stands alone. Not in a list: it would make each flag look changed
 * whenever any is.
 * @see OFREP 0.3, evaluationSuccess and evaluationFailure
 */
export function ofrepText(result: Evaluation, kind: KeyKind, isStatic: boolean, version: number | null): string {
  const { flagKey: key, reason } = result;
  const set = version === null ? {} : { version };
  if (result.reason === 'error') {
    const { errorCode } = result;
    const failure = { key, errorCode: openFeatureCode(errorCode), errorDetails: DETAILS[errorCode] };
    return JSON.stringify({ ...failure, metadata: { reason, ...set } });
  }
  const { value, variant, rule } = result;
  const metadata = { reason, ...(rule === undefined || kind === 'client' ? {} : { rule }), ...set };
  return JSON.stringify({ key, value, reason: openFeatureReason(reason, isStatic), variant, metadata });
}
