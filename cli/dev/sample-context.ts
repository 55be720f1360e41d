import type { Condition, Json, Literal, Path, Segment, Snapshot } from '@flagforge/sdk/engine';
import type { Attribute } from '../compile/index.ts';

type Context = { readonly [name: string]: Json };

const MAX_DEPTH = 16;

/**
 * A small context that should make a condition true, by giving each attribute that it tests a fitting value; null when
 * that takes more than this guess knows (patterns, dates compared with now). The caller evaluates it to be sure.
 *
 * @param attributes what the project declares, for values that its enums allow.
 */
export function guessContext(
  condition: Condition,
  snapshot: Snapshot,
  attributes: readonly Attribute[] = [],
): Context | null {
  const segments = new Map(snapshot.segments.map((segment) => [segment.name, segment]));

  const guess = (part: Condition, depth: number): Context | null => {
    if (depth > MAX_DEPTH) return null;
    switch (part.op) {
      case 'and': {
        let merged: Context | null = {};
        for (const inner of part.of) {
          const found = guess(inner, depth + 1);
          if (found === null) return null;
          merged = merge(merged, found);
        }
        return merged;
      }
      case 'or':
        for (const inner of part.of) {
          const found = guess(inner, depth + 1);
          if (found !== null) return found;
        }
        return null;
      // Most negations hold where the attribute is missing.
      case 'not':
      case 'now':
        return {};
      case 'segment':
        return guessSegment(segments.get(part.name), depth);
      case 'present':
        return at(part.path, 'x');
      case 'matches':
        return null;
      case 'starts_with':
        return at(part.path, enumValue(part.path, (value) => value.startsWith(part.value)) ?? part.value);
      case 'ends_with':
        return at(part.path, enumValue(part.path, (value) => value.endsWith(part.value)) ?? `pat${part.value}`);
      case 'contains':
        return at(part.path, [part.value]);
      case 'contains_any':
      case 'contains_all':
        return at(part.path, part.values.map(literalValue));
      case 'in':
        return part.values[0] === undefined ? null : at(part.path, literalValue(part.values[0]));
      case '==':
      case '<=':
      case '>=':
        return at(part.path, literalValue(part.value));
      case '<':
      case '>': {
        const step = part.op === '<' ? -1 : 1;
        if (typeof part.value === 'number') return at(part.path, part.value + step);
        return 'date' in part.value ? at(part.path, literalValue({ date: part.value.date + step * 86_400_000 })) : null;
      }
    }
  };

  /** A value that the attribute can really have, where the project lists them. */
  const enumValue = (path: Path, fits: (value: string) => boolean): string | undefined => {
    const attribute = attributes.find((candidate) => candidate.path.join('\0') === path.join('\0'));
    return attribute?.enum?.find((value): value is string => typeof value === 'string' && fits(value));
  };

  const guessSegment = (segment: Segment | undefined, depth: number): Context | null => {
    const unit = segment?.include?.find((candidate) => segment.exclude?.includes(candidate) !== true);
    if (unit !== undefined) return at(snapshot.unit, unit);
    return segment?.if === undefined ? null : guess(segment.if, depth + 1);
  };

  return guess(condition, 0);
}

function literalValue(literal: Literal): Json {
  if (typeof literal !== 'object') return literal;
  if ('semver' in literal) return literal.semver;
  if ('date' in literal) return new Date(literal.date).toISOString().slice(0, 10);
  return literal.cidr.replace(/\/\d+$/, '');
}

function at(path: Path, value: Json): Context {
  const [first = '', ...rest] = path;
  return { [first]: rest.length === 0 ? value : at(rest, value) };
}

function merge(left: Context, right: Context): Context {
  const merged: { [name: string]: Json } = { ...left };
  for (const [name, value] of Object.entries(right)) {
    const before = merged[name];
    merged[name] = isMap(before) && isMap(value) ? merge(before, value) : value;
  }
  return merged;
}

function isMap(value: Json | undefined): value is Context {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
