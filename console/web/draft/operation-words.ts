import type { OutcomeSource } from 'flagforge/compile';
import { percentText } from '../parts/percent.ts';
import type { Operation } from './operation.ts';

/** What an operation does, in a few words: `new-checkout: otherwise on 25 %, off 75 % in production`. */
export function operationWords(operation: Operation): string {
  switch (operation.kind) {
    case 'set-text':
      return operation.text === null ? `${operation.file} goes` : `${operation.file}, as text`;
    case 'edit-file':
      return operation.file;
    case 'set-killed':
      return `${operation.flag}: ${operation.killed ? 'killed in every environment' : 'no longer killed'}`;
    case 'set-archived':
      return `${operation.flag}: archived`;
    case 'set-facts':
      return `${operation.flag}: ${Object.keys(operation.facts).join(', ')}`;
    case 'set-enabled':
      return `${operation.flag}: ${operation.enabled ? 'enabled' : 'disabled'} in ${operation.environment}`;
    case 'set-default':
      return `${operation.flag}: otherwise ${outcomeWords(operation.default)} in ${operation.environment}`;
    case 'set-rules':
      return `${operation.flag}: rules in ${operation.environment}`;
    case 'set-targets':
      return `${operation.flag}: targets in ${operation.environment}`;
    case 'set-schedule':
      return `${operation.flag}: schedule in ${operation.environment}`;
  }
}

/** `on`, `on 25 %, off 75 %` */
export const outcomeWords = (outcome: OutcomeSource): string =>
  'serve' in outcome
    ? outcome.serve
    : outcome.rollout.map(([name, share]) => `${name} ${percentText(share / 100_000)}`).join(', ');
