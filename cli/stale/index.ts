/** Whether a flag can go, with the evidence. */
export { loadPublishedChanges, type PublishedChanges } from './load-published-changes.ts';
export { type FlagPlace, type OneVariant, oneVariantFor } from './one-variant.ts';
export {
  type StaleEvidence,
  type StaleReason,
  staleReasons,
  staleSentence,
  type UsageEvidence,
} from './stale-reasons.ts';
