import { formatInstant } from '../../diagnostics/format-instant.ts';
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

/** Units that had a variant and get another, or another value of it: whoever had none before is used to nothing. */
function shareRisks({ flag, movements }: AffectedFlag): readonly FoundRisk[] {
  const together = new Map<string, { readonly first: Movement; share: number }>();
  for (const movement of movements) {
    const { from, to, since, among, share } = movement;
    if (from === null || to === null) continue;
    const key = `${since} ${among}`;
    const known = together.get(key);
    if (known === undefined) together.set(key, { first: movement, share });
    else known.share += share;
  }
  return [...together.values()].flatMap(({ first, share }): FoundRisk[] => {
    const when = first.since === null ? '' : `from ${formatInstant(first.since)} on: `;
    const part = `${when}${shareText(Math.min(1, share))} of`;
    if (LISTED.test(first.among)) return [];
    if (isPicked(first)) {
      const text = `${part} those whom a condition picks move at once, however many these are`;
      return share > HALF ? [{ code: 'affected-rule', flag, text }] : [];
    }
    const text = `${part} ${first.among} move at once`;
    if (share > HALF) return [{ code: 'affected-half', flag, text }];
    return share > QUARTER ? [{ code: 'affected-quarter', flag, text }] : [];
  });
}

/** Units that a flag names one by one are few. */
const LISTED = / listed as targets /;

const PREREQUISITE = /^[a-z0-9._-]+ serves [A-Za-z0-9._-]+$/;

/** Units that a condition picks: nobody knows how many of all they are. A prerequisite may be met by everyone. */
function isPicked({ among }: Movement): boolean {
  const at = among.indexOf(' where ');
  if (at === -1) return !among.startsWith('all ');
  const parts = among.slice(at + ' where '.length).split(' and ');
  return !parts.every((part) => PREREQUISITE.test(part));
}

function reachRisks(affected: readonly AffectedFlag[]): readonly FoundRisk[] {
  const reached = affected.filter(({ through }) => through !== null).length;
  if (reached <= FEW_FLAGS) return [];
  return [{ code: 'wide-reach', flag: null, text: `what changes reaches ${reached} flags that were not edited` }];
}

const shareText = (share: number): string => `${formatThousandths(Math.round(share * 100_000))} %`;
