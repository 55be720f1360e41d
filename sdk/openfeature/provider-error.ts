import type { ErrorCode } from '@openfeature/core';
import { errorCode } from './resolution.ts';

/** Why a provider is not ready, as OpenFeature reads it: an error with a code. */
export function providerError(isRefused: boolean): Error & { readonly code: ErrorCode } {
  const message = isRefused
    ? 'The evaluator does not accept the key of this client.'
    : 'No evaluator has answered; fallbacks are given until one does.';
  return Object.assign(new Error(message), { code: errorCode(isRefused ? 'provider_fatal' : 'provider_not_ready') });
}
