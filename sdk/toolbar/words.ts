import type { FlagResult, Status } from '../web/client.ts';

/** Why a flag gave what it gave, in a few words without a full stop. */
export function reasonWords({ reason, errorCode = 'general' }: FlagResult): string {
  switch (reason) {
    case 'override':
      return 'forced here';
    case 'killed':
      return 'the kill switch is on';
    case 'disabled':
      return 'not enabled';
    case 'prerequisite_failed':
      return 'what it requires is not so';
    case 'group_excluded':
      return 'left out by its group';
    case 'target_match':
      return 'listed in the targets';
    case 'rule_match':
      return 'a rule matches';
    case 'split':
      return 'by percentage';
    case 'default':
      return 'by default';
    case 'error':
      return `error: ${errorCode.replaceAll('_', ' ')}`;
  }
}

/** How the client stands: a word, and what it means for what is shown. */
export const STATUS_WORDS: Readonly<Record<Status, readonly [word: string, meaning: string]>> = {
  loading: ['Loading', 'The evaluator has not answered yet.'],
  live: ['Live', 'Changes are shown as they are published.'],
  stale: ['Stale', 'The evaluator cannot be reached at present. This is what it said last.'],
  refused: ['Refused', 'The evaluator does not accept the key or the context.'],
};

/** `1 flag`, `2 flags` */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
