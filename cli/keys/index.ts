/** API keys, as the command line makes and ends them. */
export type { ApiKey } from './api-key.ts';
export type { KeyTools, NewEnvironment } from './change-keys.ts';
export { createKey } from './create-key.ts';
export { deliverKeys } from './deliver-keys.ts';
export { loadKeys } from './find-key.ts';
export { parseExpiry, parseOverlap } from './parse-expiry.ts';
export { parseKeyName } from './parse-key-name.ts';
export { parseOrigins } from './parse-origin.ts';
export { keyJson } from './report-change.ts';
export { revokeKey } from './revoke-key.ts';
export { rotateKey } from './rotate-key.ts';
