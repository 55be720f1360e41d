/** Why an evaluation gave what it gave: FlagForge's own words, finer than OpenFeature's. */
export type Reason =
  | 'override'
  | 'killed'
  | 'disabled'
  | 'prerequisite_failed'
  | 'group_excluded'
  | 'target_match'
  | 'rule_match'
  | 'split'
  | 'default'
  | 'error';

/** OpenFeature's error codes, in lower case as FlagForge writes them. */
export type ErrorCode =
  | 'flag_not_found'
  | 'parse_error'
  | 'type_mismatch'
  | 'targeting_key_missing'
  | 'invalid_context'
  | 'provider_not_ready'
  | 'general';

/** OpenFeature's resolution reasons, as far as FlagForge gives them. */
export type OpenFeatureReason = 'DISABLED' | 'TARGETING_MATCH' | 'SPLIT' | 'STATIC' | 'DEFAULT' | 'ERROR';

/**
 * Our reason in OpenFeature's words.
 *
 * `isStatic` says that the flag's answer here depends on nothing (`Evaluator.isStatic`): its default is then
 * STATIC instead of DEFAULT.
 * @see contract 4, OpenFeature reasons
 */
export function openFeatureReason(reason: Reason, isStatic: boolean): OpenFeatureReason {
  switch (reason) {
    case 'killed':
    case 'disabled':
    case 'prerequisite_failed':
      return 'DISABLED';
    case 'target_match':
    case 'rule_match':
      return 'TARGETING_MATCH';
    case 'split':
    case 'group_excluded':
      return 'SPLIT';
    case 'override':
      return 'STATIC';
    case 'default':
      return isStatic ? 'STATIC' : 'DEFAULT';
    case 'error':
      return 'ERROR';
  }
}
