/** Edits of a condition's tree: each gives the whole expression anew and leaves every other part as it was. */
import type { Expression } from 'flagforge/compile/expression';

/** Which part is meant, from the outside in: the place among the parts of each `and` and `or`, 0 below a `not`. */
export type Place = readonly number[];

const NOWHERE: readonly [number, number] = [0, 0];

const joined = (kind: 'and' | 'or', of: readonly Expression[]): Expression => ({ kind, of, span: NOWHERE });

/** The part at a place. @throws RangeError where there is none. */
export function partAt(expression: Expression, place: Place): Expression {
  const [first, ...rest] = place;
  if (first === undefined) return expression;
  const part = partsOf(expression)[first];
  if (part === undefined) throw new RangeError(`no part at ${place.join('.')}`);
  return partAt(part, rest);
}

const partsOf = (expression: Expression): readonly Expression[] => {
  if (expression.kind === 'not') return [expression.of];
  return expression.kind === 'and' || expression.kind === 'or' ? expression.of : [];
};

/** With another part at a place. */
export function replacePart(expression: Expression, place: Place, part: Expression): Expression {
  const [first, ...rest] = place;
  if (first === undefined) return part;
  if (expression.kind === 'not') return { ...expression, of: replacePart(expression.of, rest, part) };
  if (expression.kind !== 'and' && expression.kind !== 'or') throw new RangeError('a clause has no parts');
  return {
    ...expression,
    of: expression.of.map((each, index) => (index === first ? replacePart(each, rest, part) : each)),
  };
}

/** Without the part at a place; what would hold one part alone is that part. null: nothing is left. */
export function removePart(expression: Expression, place: Place): Expression | null {
  const [first, ...rest] = place;
  if (first === undefined) return null;
  if (expression.kind === 'not') {
    const left = removePart(expression.of, rest);
    return left === null ? null : { ...expression, of: left };
  }
  if (expression.kind !== 'and' && expression.kind !== 'or') throw new RangeError('a clause has no parts');
  const of = expression.of.flatMap((each, index) => {
    const left = index === first ? removePart(each, rest) : each;
    return left === null ? [] : [left];
  });
  const [only] = of;
  if (of.length < 2) return only ?? null;
  return { ...expression, of };
}

/**
 * With one more condition after the part at a place. Where that part stands among others that are joined so, it joins
 * them; else the two become a block of their own.
 */
export function addPart(expression: Expression, place: Place, kind: 'and' | 'or', part: Expression): Expression {
  const at = partAt(expression, place);
  const last = place.at(-1);
  if (last !== undefined) {
    const outer = partAt(expression, place.slice(0, -1));
    if (outer.kind === kind) {
      const of = [...outer.of.slice(0, last + 1), part, ...outer.of.slice(last + 1)];
      return replacePart(expression, place.slice(0, -1), { ...outer, of });
    }
  }
  return replacePart(expression, place, at.kind === kind ? { ...at, of: [...at.of, part] } : joined(kind, [at, part]));
}

/** With the block at a place joined by the other word. */
export function joinPart(expression: Expression, place: Place, kind: 'and' | 'or'): Expression {
  const block = partAt(expression, place);
  if (block.kind !== 'and' && block.kind !== 'or') throw new RangeError('only a block is joined');
  return replacePart(expression, place, { ...block, kind });
}

/** With the opposite of the part at a place: in its own words where the language has them, else behind a `not`. */
export function negatePart(expression: Expression, place: Place): Expression {
  return replacePart(expression, place, oppositeOf(partAt(expression, place)));
}

function oppositeOf(part: Expression): Expression {
  if (part.kind === 'not') return part.of;
  if (part.kind === 'comparison') {
    const { test } = part;
    if (test.op === 'is')
      return { ...part, test: { op: 'is', presence: test.presence === 'present' ? 'absent' : 'present' } };
    if ('negated' in test) return { ...part, test: { ...test, negated: !test.negated } };
  }
  return { kind: 'not', of: part, span: NOWHERE };
}
