import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import type { ConditionSource, FlagSource, SegmentSource } from '../model.ts';
import { settingsOf } from './flag-parts.ts';

/** A condition's mention of a segment: `span` is the string's half-open range in the condition's text, quotes included. */
export interface SegmentUse {
  readonly name: string;
  readonly path: YamlPath;
  readonly span: readonly [start: number, end: number];
}

const TOKEN = /"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|[A-Za-z_][A-Za-z0-9_]*/g;
const usesByText = new Map<string, readonly Omit<SegmentUse, 'path'>[]>();
const MAX_REMEMBERED = 20_000;

/** Read from the text, so that a condition with an error elsewhere still counts as a use. */
const usesIn = (text: string): readonly Omit<SegmentUse, 'path'>[] => {
  if (!text.includes('segment')) return [];
  const known = usesByText.get(text);
  if (known !== undefined) return known;
  const uses: Omit<SegmentUse, 'path'>[] = [];
  let isAfterKeyword = false;
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    if (isAfterKeyword && token.startsWith('"')) {
      const name = parseString(token);
      if (name !== null) uses.push({ name, span: [match.index, match.index + token.length] });
    }
    isAfterKeyword = token === 'segment' && text[match.index - 1] !== '.';
  }
  if (usesByText.size >= MAX_REMEMBERED) usesByText.clear();
  usesByText.set(text, uses);
  return uses;
};

const parseString = (token: string): string | null => {
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
};

const located = (source: ConditionSource, path: YamlPath): SegmentUse[] =>
  usesIn(source.text).map((use) => ({ ...use, path }));

/** The segments that a flag's conditions name, schedule steps included. */
export const segmentUsesOfFlag = (flag: FlagSource): readonly SegmentUse[] => {
  const uses: SegmentUse[] = [];
  for (const part of settingsOf(flag)) {
    for (const { rule, path } of part.rules) {
      if (rule.if.text.includes('segment')) uses.push(...located(rule.if, [...path, 'if']));
    }
  }
  return uses;
};

/** The segments that a segment's condition names. */
export const segmentUsesOfSegment = (segment: SegmentSource): readonly SegmentUse[] =>
  segment.if === null ? [] : located(segment.if, ['if']);
