/** What is searched for on the dashboard: tokens such as `status:stale owner:checkout`, and free words. Kept in the URL as it is typed. */
import type { FlagLine } from './flag-line.ts';

/** One word of a query: all of them have to hold. */
export type QueryToken =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: TokenName; readonly value: string };

export const TOKEN_NAMES = ['status', 'owner', 'tag', 'type', 'env', 'is', 'changed'] as const;
export type TokenName = (typeof TOKEN_NAMES)[number];

const isTokenName = (name: string): name is TokenName => (TOKEN_NAMES as readonly string[]).includes(name);

/** `"two words"` stand together, behind a token's name too. */
const WORD = /(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/g;

/** Never fails: what is no token is a word to search for. */
export function parseQuery(text: string): readonly QueryToken[] {
  return [...text.matchAll(WORD)].flatMap(([whole, name = '', quoted, plain]): QueryToken[] => {
    const value = quoted ?? plain ?? '';
    if (isTokenName(name)) return value === '' ? [] : [{ kind: name, value: value.toLowerCase() }];
    const word = name === '' ? value : whole;
    return word === '' ? [] : [{ kind: 'word', text: word.toLowerCase() }];
  });
}

/** A token as it is typed. */
export const printToken = (token: QueryToken): string => {
  const value = token.kind === 'word' ? token.text : token.value;
  const shown = /\s/.test(value) ? `"${value}"` : value;
  return token.kind === 'word' ? shown : `${token.kind}:${shown}`;
};

export const printQuery = (tokens: readonly QueryToken[]): string => tokens.map(printToken).join(' ');

/** The query with one token more, in the place of others that ask for the same; without it where it is there already. */
export function toggleToken(text: string, kind: TokenName, value: string): string {
  const tokens = parseQuery(text);
  const isThere = tokens.some((token) => token.kind === kind && token.value === value.toLowerCase());
  const rest = tokens.filter((token) => token.kind !== kind || kind === 'tag' || kind === 'is');
  const without = rest.filter((token) => token.kind !== kind || token.value !== value.toLowerCase());
  return printQuery(isThere ? without : [...without, { kind, value: value.toLowerCase() }]);
}

const DAY_MS = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { h: DAY_MS / 24, d: DAY_MS, w: DAY_MS * 7, m: DAY_MS * 30 };

/** Whether a flag is searched for. @param now UTC epoch ms. */
export function matches(flag: FlagLine, tokens: readonly QueryToken[], now: number): boolean {
  return tokens.every((token) => matchesToken(flag, token, now));
}

function matchesToken(flag: FlagLine, token: QueryToken, now: number): boolean {
  switch (token.kind) {
    case 'word':
      return wordsOf(flag).includes(token.text);
    case 'status':
      return flag.state.kind === token.value;
    case 'owner':
      return (flag.owner ?? '').toLowerCase().includes(token.value);
    case 'tag':
      return flag.tags.some((tag) => tag.toLowerCase() === token.value);
    case 'type':
      return flag.type.startsWith(token.value);
    case 'env':
      return Object.entries(flag.environments).some(
        ([name, { isServing }]) => isServing && name.toLowerCase().startsWith(token.value),
      );
    case 'is':
      return isSo(flag, token.value);
    case 'changed':
      return isChanged(flag, token.value, now);
  }
}

function isSo(flag: FlagLine, value: string): boolean {
  const places = Object.values(flag.environments);
  if (value === 'killed') return places.some(({ killed }) => killed !== 'no');
  if (value === 'scheduled') return places.some(({ scheduled }) => scheduled > 0);
  if (value === 'client') return flag.client;
  return value === flag.kind;
}

/** `<7d`: in the last seven days; `>90d`: not since. */
function isChanged({ lastChange }: FlagLine, value: string, now: number): boolean {
  const [, sign = '<', count = '', unit = 'd'] = /^([<>])?(\d{1,5})([hdwm])$/.exec(value) ?? [];
  if (count === '') return false;
  const age = lastChange === null ? Number.POSITIVE_INFINITY : now - Date.parse(lastChange.at);
  const limit = Number(count) * (UNITS[unit] ?? DAY_MS);
  return sign === '<' ? age < limit : age >= limit;
}

const WORDS = new WeakMap<FlagLine, string>();

/** Everything of a flag that a word is looked for in. */
function wordsOf(flag: FlagLine): string {
  const known = WORDS.get(flag);
  if (known !== undefined) return known;
  const { key, description, owner, tags } = flag;
  const words = [key, description ?? '', owner ?? '', ...tags].join('\n').toLowerCase();
  WORDS.set(flag, words);
  return words;
}
