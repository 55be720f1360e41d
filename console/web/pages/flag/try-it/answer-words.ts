import type { Explanation, Flag } from '@flagforge/sdk/engine';
import { exactTime } from '../../../parts/time.tsx';

/** Why a flag gave its answer, in one sentence without its full stop. */
export function answerWords({ result, steps }: Explanation, flag: Flag | undefined): string {
  if (result.reason === 'error') return errorWords(result.errorCode);
  const last = steps.at(-1);
  switch (result.reason) {
    case 'override':
      return 'An override asks for it';
    case 'killed':
      return last?.step === 'killed' && last.isOverlay ? 'The kill switch is on' : 'Its file says killed';
    case 'disabled': {
      const from = last?.step === 'enabled' ? last.scheduleStep : 0;
      const next = flag?.schedule?.slice(from).find(({ set }) => set.enabled === true);
      return next === undefined ? 'It is not enabled' : `It is not enabled before ${exactTime(next.at)}`;
    }
    case 'prerequisite_failed':
      return last?.step === 'requires'
        ? `It requires ${last.flag} to show ${last.variant}`
        : 'What it requires is not so';
    case 'group_excluded':
      return last?.step === 'group' ? `Group ${last.group} leaves them out` : 'Its group leaves them out';
    case 'target_match':
      return 'They are listed in the targets';
    case 'rule_match':
      return `${ruleWords(result.rule)} matches`;
    case 'split':
      return result.rule === undefined
        ? 'By the split of everybody else'
        : `By the split of ${lower(ruleWords(result.rule))}`;
    case 'default':
      return steps.some(({ step }) => step === 'rule') ? 'No rule matches' : 'Everybody gets it';
  }
}

const ruleWords = (rule: string | undefined): string => `Rule ${rule ?? ''}`.trim();
const lower = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

type Code = (Explanation['result'] & { readonly reason: 'error' })['errorCode'];

/** What is wrong; the caller then uses a default of its own. */
function errorWords(code: Code): string {
  switch (code) {
    case 'flag_not_found':
      return 'This environment does not have the flag';
    case 'targeting_key_missing':
      return 'The context does not say who to put into a bucket';
    case 'invalid_context':
      return 'The context is not an object';
    case 'parse_error':
      return 'The flag is damaged in what was compiled';
    case 'provider_not_ready':
      return 'This console is older than what was compiled; reload it';
    case 'type_mismatch':
      return 'The value is of another type than was asked for';
    case 'general':
      return 'It leads back to itself, or has a hash that is not known here';
  }
}
