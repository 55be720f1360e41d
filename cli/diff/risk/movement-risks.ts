import { formatThousandths } from '../../diagnostics/thousandths.ts';
import type { AffectedFlag, Movement } from '../project-diff.ts';
import type { FoundRisk } from './risk-table.ts';

const HALF = 0.5;
const QUARTER = 0.25;
const FEW_FLAGS = 5;

/** What is risky because of how many units move, and how many flags a shared thing reaches. */
export function movementRisks(affected: readonly AffectedFlag[]): readonly FoundRisk[] {
  return [...affected.flatMap(shareRisks), ...reachRisks(affected)];
}

/** Units that had a variant and get another: whoever had none before is used to nothing. */
function shareRisks({ flag, movements }: AffectedFlag): readonly FoundRisk[] {
  const moves = new Map<string, { units: string; share: number }>();
  for (const { from, to, share, among, since } of movements) {
    if (from === null || to === null || from === to) continue;
    const key = `${since} ${among}`;
    moves.set(key, { units: among, share: (moves.get(key)?.share ?? 0) + share });
  }
  return [...moves.values()].flatMap(({ units, share }): FoundRisk[] => {
    const text = `${shareText(Math.min(1, share))} of ${units} move at once`;
    if (isPicked(units)) return share > HALF ? [{ code: 'affected-rule', flag, text }] : [];
    if (share > HALF) return [{ code: 'affected-half', flag, text }];
    return share > QUARTER ? [{ code: 'affected-quarter', flag, text }] : [];
  });
}

/** Units that a condition picks: nobody knows how many of all they are. */
const isPicked = (among: Movement['among']): boolean => / where | in segment | listed /.test(among);

function reachRisks(affected: readonly AffectedFlag[]): readonly FoundRisk[] {
  const reached = affected.filter(({ through }) => through !== null).length;
  if (reached <= FEW_FLAGS) return [];
  return [{ code: 'wide-reach', flag: null, text: `what changes reaches ${reached} flags that were not edited` }];
}

const shareText = (share: number): string => `${formatThousandths(Math.round(share * 100_000))} %`;
