import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { askToGoOn, canAsk } from './ask.ts';
import type { RollbackOptions } from './rollback-options.ts';
import { countChanges, type RollbackAnswer, rollbackJson, rollbackLines } from './rollback-report.ts';

/**
 * Shows what would change back, and asks.
 * @param again the command line that does it without asking.
 * @throws CommandError (2) unless somebody says yes; FF3033 where nobody can be asked.
 */
export async function agreeToRollback(
  terminal: Terminal,
  options: RollbackOptions,
  answer: RollbackAnswer,
  again: string,
): Promise<void> {
  const { plan, now } = answer;
  const { environment, version } = plan.request;
  const lines = rollbackLines(plan, now, terminal.err.style);
  if (canAsk(terminal, options)) {
    await terminal.err.write(`${lines.join('\n')}\n`);
    return askToGoOn(terminal, `Roll ${environment} back to v${version}?`);
  }
  if (options.json === true) await terminal.out.write(`${JSON.stringify(rollbackJson(answer, null), null, 2)}\n`);
  const args = { environment, version, changes: countChanges(plan.changes) };
  const next = `nothing was written. To go back: ${again}`;
  throw codedError(EXIT.usage, 'FF3033', args, ...lines.slice(1), next);
}
