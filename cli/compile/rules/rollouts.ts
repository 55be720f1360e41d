import type { Finding } from '../../diagnostics/diagnostic.ts';
import { formatThousandths } from '../../diagnostics/thousandths.ts';
import type { FlagSource, OutcomeSource } from '../model.ts';
import { outcomesOf } from './flag-parts.ts';
import type { FlagRule } from './rule.ts';

type RolloutSource = Extract<OutcomeSource, { readonly rollout: unknown }>;

/** One entry that would make the total right: an unlisted off (or only) variant, else the last one listed. */
const mendOf = (rollout: RolloutSource['rollout'], total: number, flag: FlagSource): string | null => {
  const listed = new Set(rollout.map(([variant]) => variant));
  const unlisted = flag.variants.map((variant) => variant.name).filter((name) => !listed.has(name));
  const gap = 100_000 - total;
  const missing = unlisted.length === 1 ? unlisted[0] : unlisted.find((name) => name === flag.off);
  if (gap > 0 && missing !== undefined) return `${missing}: ${formatThousandths(gap)}`;
  const last = rollout.at(-1);
  if (last === undefined || last[1] + gap < 0) return null;
  return `${last[0]}: ${formatThousandths(last[1] + gap)}`;
};

/** FF1301: percents total exactly 100. */
export const rolloutTotal: FlagRule = (flag) =>
  outcomesOf(flag).flatMap(({ outcome, path }) => {
    if ('serve' in outcome) return [];
    const total = outcome.rollout.reduce((sum, [, percent]) => sum + percent, 0);
    if (total === 100_000) return [];
    const mend = mendOf(outcome.rollout, total, flag);
    return [
      {
        code: 'FF1301',
        file: flag.file,
        place: { path: [...path, 'rollout'] },
        args: { total, ...(mend === null ? {} : { mend }) },
      },
    ];
  });

/** FF1304: a foreign hash is pointed out, because not every engine has it. */
export const rolloutHashing: FlagRule = (flag) =>
  outcomesOf(flag).flatMap(({ outcome, path }): Finding[] => {
    if ('serve' in outcome) return [];
    const findings: Finding[] = [];
    const { file } = flag;
    if (outcome.hash !== null) {
      findings.push({
        code: 'FF1304',
        file,
        place: { path: [...path, 'hash'] },
        args: { hash: outcome.hash },
      });
    }
    return findings;
  });
