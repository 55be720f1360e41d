import type { Condition, Path } from '@flagforge/sdk/engine';
import { phraseCondition, printPath } from '../../compile/expression/index.ts';
import { shorten } from '../../diagnostics/shorten.ts';

const MAX_PHRASE = 160;

/** Strings and quoted names, which stay as they are; and the words that read better otherwise. */
const WORDS =
  /\b(?:semver|date|cidr) "([^"]*)"|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\bstarts_with\b|\bends_with\b|\bsegment\b|==|!=/g;

const READABLE: Readonly<Record<string, string>> = {
  starts_with: 'starts with',
  ends_with: 'ends with',
  segment: 'in segment',
  '==': 'is',
  '!=': 'is not',
};

/** A condition for people who do not write any: `region starts with "us-" and not in segment "bots"`. */
export function readableCondition(condition: Condition): string {
  let text = known.get(condition);
  if (text === undefined) {
    const phrase = phraseCondition(condition).replace(
      WORDS,
      (word, typed: string | undefined) => typed ?? READABLE[word] ?? word,
    );
    text = shorten(phrase, MAX_PHRASE);
    known.set(condition, text);
  }
  return text;
}

const known = new WeakMap<Condition, string>();

/** The same, fit to stand beside others behind `and` or `not`. */
export function readablePart(condition: Condition): string {
  const text = readableCondition(condition);
  return condition.op === 'or' || condition.op === 'and' ? `(${text})` : text;
}

/** Who is hashed, in the plural: `userId` are users, `accountId` accounts, `company.id` companies; others `units`. */
export function unitNoun(unit: Path): string {
  const last = unit.at(-1) ?? '';
  if (last === 'targetingKey') return 'units';
  const named = /^(.+?)_?(?:Id|ID|id)$/.exec(last)?.[1] ?? (/^(?:id|key|uuid)$/i.test(last) ? unit.at(-2) : undefined);
  if (named === undefined || !/[a-z]$/i.test(named)) return `units by ${printPath(unit)}`;
  const words = named
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  if (/(?:s|x|ch|sh)$/.test(words)) return `${words}es`;
  return /[^aeiou]y$/.test(words) ? `${words.slice(0, -1)}ies` : `${words}s`;
}
