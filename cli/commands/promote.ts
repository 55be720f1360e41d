import { resolve } from 'node:path';
import { usageError } from '../command-error.ts';
import type { Words } from '../command-line/command.ts';
import { labelOf } from '../diagnostics/reporters/index.ts';
import { askToGoOn, canAsk } from '../emergency/ask.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { typedFlagKey } from '../flag-names.ts';
import type { PreparedPromotion } from '../proposals/prepare-promotion.ts';
import { parseOnly, promoteFlag } from '../proposals/promote-flag.ts';
import { promotionJson, promotionLines, renderOutcome } from '../proposals/promotion-report.ts';
import type { Output, Terminal } from '../terminal/terminal.ts';

export interface PromoteOptions {
  readonly dir: string;
  readonly from?: string;
  readonly to?: string;
  readonly only?: readonly string[];
  readonly title?: string;
  readonly reason?: string;
  readonly dryRun?: true;
  readonly write?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** `flagforge promote`: copies a flag's settings between environments as a change request. @see contract 6 */
export async function promote(terminal: Terminal, options: PromoteOptions, words: Words): Promise<ExitCode> {
  const { from, to, dir, title, reason } = options;
  if (from === undefined || to === undefined)
    throw usageError('from which environment to which?', 'for example: --from staging --to production');
  if (from === to) throw usageError(`--from and --to are both ${from}`, 'name two environments');
  const flag = typedFlagKey(String(words[0]), terminal.cwd, resolve(terminal.cwd, dir));
  const request = { flag, from, to, only: parseOnly(options.only ?? []) };
  const mode = options.dryRun === true ? 'look' : options.write === true ? 'write' : 'propose';
  const choice = { dir, request, title: textOf(title), reason: textOf(reason), mode } as const;
  let isShown = false;
  const { promotion, outcome } = await promoteFlag(terminal, choice, async (prepared) => {
    if (options.yes === true || !canAsk(terminal, options)) return;
    isShown = true;
    await show(terminal.err, prepared, dir);
    const file = labelOf(dir, prepared.path);
    await askToGoOn(terminal, mode === 'write' ? `Change ${file}?` : 'Open a change request with this?');
  });
  if (options.json === true) {
    const answer = promotionJson(promotion, outcome, labelOf(dir, promotion.path));
    await terminal.out.write(`${JSON.stringify(answer, null, 2)}\n`);
    return EXIT.clean;
  }
  if (!isShown && outcome.kind !== 'nothing') await show(terminal.out, promotion, dir);
  await terminal.out.write(renderOutcome(promotion, outcome, dir, terminal.out.style));
  return EXIT.clean;
}

const show = (output: Output, promotion: PreparedPromotion, dir: string): Promise<void> =>
  output.write(`${promotionLines(promotion, dir, output.style).join('\n')}\n\n`);

/** null for what says nothing. */
const textOf = (text: string | undefined): string | null =>
  text === undefined || text.trim() === '' ? null : text.trim();
