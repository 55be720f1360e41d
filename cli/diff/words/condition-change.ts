import type { Condition } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { readableCondition, readablePart } from './readable-condition.ts';

/** Two conditions that are no longer than this together stand side by side. */
const MAX_BOTH = 80;

/**
 * What became of a condition: `if age > 3 -> if age > 5`. Of long ones, where that is all, what came and went of their
 * parts: `if ... or region is "us" added`.
 */
export function conditionChange(before: Condition, after: Condition): string {
  const [old, now] = [readableCondition(before), readableCondition(after)];
  if (old === now) return `if ${now}`;
  const parts = old.length + now.length > MAX_BOTH ? partChange(before, after) : null;
  return parts === null ? `if ${old} -> if ${now}` : `if ... ${parts}`;
}

function partChange(before: Condition, after: Condition): string | null {
  if (!('of' in before && 'of' in after) || before.op !== after.op) {
    if ('of' in before === 'of' in after) return null;
    return 'of' in after ? grown(before, after, 'added') : grown(after, before, 'removed');
  }
  const [old, now] = [keysOf(before.of), keysOf(after.of)];
  const added = after.of.filter((part) => !old.has(canonicalJson(part)));
  const removed = before.of.filter((part) => !now.has(canonicalJson(part)));
  const [gone, come] = [removed[0], added[0]];
  if (removed.length === 1 && added.length === 1 && gone !== undefined && come !== undefined)
    return partChange(gone, come);
  if (before.op === 'not' || (added.length > 0 && removed.length > 0)) return null;
  if (added.length > 0) return `${partsText(after.op, added)} added`;
  return removed.length > 0 ? `${partsText(before.op, removed)} removed` : null;
}

/** One condition that others joined, or were taken from. */
function grown(alone: Condition, joined: Condition, word: string): string | null {
  if (!('of' in joined) || joined.op === 'not' || !keysOf(joined.of).has(canonicalJson(alone))) return null;
  const others = joined.of.filter((part) => canonicalJson(part) !== canonicalJson(alone));
  return `${partsText(joined.op, others)} ${word}`;
}

const keysOf = (parts: readonly Condition[]): ReadonlySet<string> => new Set(parts.map((part) => canonicalJson(part)));

const partsText = (op: string, parts: readonly Condition[]): string =>
  parts.map((part) => `${op} ${readablePart(part)}`).join(' ');
