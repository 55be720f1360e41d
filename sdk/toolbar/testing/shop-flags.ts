import type { StandInFlag } from './stand-in-client.ts';

const SWITCH = { on: true, off: false };

/** What a shop's client key sees: each type and each reason. */
export const SHOP_FLAGS: Readonly<Record<string, StandInFlag>> = {
  'new-checkout': { serves: { value: true, variant: 'on', reason: 'rule_match' }, values: SWITCH },
  'dark-mode': { serves: { value: false, variant: 'off', reason: 'default' }, values: SWITCH },
  'express-payment': { serves: { value: false, variant: 'off', reason: 'killed' }, values: SWITCH },
  'free-returns': { serves: { value: true, variant: 'on', reason: 'split' }, values: SWITCH },
  'gift-wrap': { serves: { value: false, variant: 'off', reason: 'group_excluded' }, values: SWITCH },
  'one-click': { serves: { value: false, variant: 'off', reason: 'prerequisite_failed' }, values: SWITCH },
  recommendations: {
    serves: {
      value: { model: 'v4', slots: 6, exclude: ['gift-cards', 'returns'] },
      variant: 'v4',
      reason: 'target_match',
    },
    values: { none: null, v3: { model: 'v3' }, v4: { model: 'v4', slots: 6, exclude: ['gift-cards', 'returns'] } },
  },
  'search-ranking': {
    serves: { value: 'popularity', variant: 'popularity', reason: 'split' },
    values: { relevance: 'relevance', popularity: 'popularity', 'price-ascending': 'price', newest: 'newest' },
  },
  'shipping-threshold': {
    serves: { value: 49.9, variant: 'standard', reason: 'default' },
    values: { low: 29.9, standard: 49.9, high: 79.9 },
  },
  'summer-sale': { serves: { value: false, variant: 'off', reason: 'disabled' }, values: SWITCH },
  'wish-list': { serves: { reason: 'error', errorCode: 'targeting_key_missing' }, values: SWITCH },
};
