import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { flagTextsOf, keyOfText } from '../compile/index.ts';

/**
 * The flags that a kill of one can concern: those that require others, those they require, and the flag itself. Only
 * they are parsed: of 10,000 flags mostly a few, and a kill is in a hurry.
 */
export function relatedFlags(snapshot: Snapshot, key: string): Flag[] {
  const texts = flagTextsOf(snapshot);
  const related = new Map<string, Flag>();
  // A text that says so within a value of its own is parsed in vain, no more.
  const requiring = texts.filter((text) => text.includes('"requires":['));
  const wanted = new Set([key]);
  for (const text of requiring) {
    const flag = JSON.parse(text) as Flag;
    related.set(flag.key, flag);
    for (const requirement of flag.requires ?? []) wanted.add(requirement.flag);
  }
  for (const text of texts) {
    const own = keyOfText(text);
    if (wanted.has(own) && !related.has(own)) related.set(own, JSON.parse(text) as Flag);
  }
  return [...related.values()];
}
