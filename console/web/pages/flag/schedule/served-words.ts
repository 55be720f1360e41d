import type { EnvironmentSettings } from 'flagforge/compile';
import { outcomeWords } from '../../../draft/operation-words.ts';

/** What settings serve, in a line: `on for everybody`, `2 targets, then 1 rule, otherwise on 50 %`. */
export function servedWords({ enabled, targets, rules, default: last }: EnvironmentSettings, off: string): string {
  if (enabled !== true) return `${off} for everybody: it is disabled`;
  const units = (targets ?? []).reduce((sum, each) => sum + each.units.length, 0);
  const rest = outcomeWords(last ?? { serve: off });
  const before = [counted(units, 'target'), counted(rules?.length ?? 0, 'rule')].filter((part) => part !== '');
  if (before.length > 0) return `${before.join(', then ')}, otherwise ${rest}`;
  return last !== undefined && 'rollout' in last ? `${rest} of everybody` : `${rest} for everybody`;
}

const counted = (count: number, word: string): string =>
  count === 0 ? '' : `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
