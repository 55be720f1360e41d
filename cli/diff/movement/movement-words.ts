/** Movements as sentences. */
import { formatInstant } from '../../diagnostics/format-instant.ts';
import { formatThousandths } from '../../diagnostics/thousandths.ts';
import type { Movement } from '../project-diff.ts';

/** What the sentences need to know of the flag. */
export interface MovingFlag {
  /** The off variant before the change; null: the flag is new. */
  readonly off: string | null;
  /** Whether anybody had more than off before. */
  readonly wasOn: boolean;
  readonly variants: number;
  /** `50 % of users are in its slot of group checkout`; null: it is in no group, or that changes too. */
  readonly slot: string | null;
}

/**
 * One sentence without full stop for each kind of units and time: `15 % of accounts where region starts with "us-" move
 * off -> on; nobody loses it`.
 */
export function movementWords(movements: readonly Movement[], flag: MovingFlag): string[] {
  const groups = new Map<string, [Movement, ...Movement[]]>();
  for (const movement of movements) {
    const key = `${movement.since} ${movement.until} ${movement.among}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [movement]);
    else known.push(movement);
  }
  const sentences = [...groups.values()].map((group) => `${sentenceOf(group)}${timeOf(group[0])}`);
  const keeping = keepingOf(movements, flag);
  const last = sentences.pop();
  if (last === undefined) return [];
  const sentence = keeping === null ? last : `${last}; ${keeping}`;
  return [...sentences, ...(flag.slot === null ? [sentence] : [sentence, flag.slot])];
}

function sentenceOf(group: readonly [Movement, ...Movement[]]): string {
  const [first, ...others] = group;
  const { among } = first;
  if (others.length === 0) {
    return first.share >= 1 ? `${among} ${stepOf(first)}` : `${shareText(first.share)} of ${among} ${stepOf(first)}`;
  }
  const sorted = [...group].sort((a, b) => b.share - a.share);
  const parts = sorted.map((movement, index) => {
    const share = shareText(movement.share);
    return `${index === 0 ? `${share} of ${among}` : share} ${stepOf(movement)}`;
  });
  return parts.join(', ');
}

function stepOf({ from, to, since }: Movement): string {
  if (from === null) return `get ${to}`;
  if (to === null) return `lose ${from}`;
  if (from === to) return `get another value of ${to}`;
  // Nobody moves at that instant because of the change: what it would have brought is another thing.
  return since === null ? `move ${from} -> ${to}` : `get ${to} instead of ${from}`;
}

function timeOf({ since, until }: Movement): string {
  const from = since === null ? '' : ` from ${formatInstant(since)}`;
  if (until !== null) return `${from} until ${formatInstant(until)}`;
  return from === '' ? '' : `${from} on`;
}

/** To a thousandth of a percent, the width of a bucket; what is less is still something, and what is not all is never all. */
export function shareText(share: number): string {
  const thousandths = Math.round(share * 100_000);
  if (thousandths === 0) return 'under 0.001 %';
  return thousandths === 100_000 && share < 1 ? 'over 99.999 %' : `${formatThousandths(thousandths)} %`;
}

/** Who keeps what, where the ranges prove it; null: there is nothing to say. */
function keepingOf(movements: readonly Movement[], { off, wasOn, variants }: MovingFlag): string | null {
  const known = movements.every(({ from, to }) => from !== null && to !== null && from !== to);
  if (!known || !wasOn || movements.length === 0) return null;
  const from = new Set(movements.map((movement) => movement.from));
  if (movements.some(({ among, share }) => share >= 1 && among.startsWith('all '))) return null;
  if (from.size === 1 && off !== null && from.has(off)) return 'nobody loses it';
  const [only] = from;
  return from.size === 1 && variants > 2 && only !== undefined
    ? `everyone with another variant than ${only} keeps it`
    : null;
}
