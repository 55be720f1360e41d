import type { Condition } from '@flagforge/sdk/engine';
import { type Atom, atomKey, isAtom, isPathAtom, type Signed, subjectOf } from './atom.ts';
import { attributeMayHold } from './attribute.ts';
import { ordered, type Scalar } from './holds.ts';
import { instantCandidates } from './numbers.ts';

/** Steps (literals taken up) before the search gives up and says "may hold". */
const MAX_STEPS = 2_000;

/** Literals about one attribute beyond which it is no longer looked at: the checks compare them in pairs. */
const MAX_LITERALS_PER_SUBJECT = 60;

/** The only scalars that an attribute can be, by `subjectOf` one of its atoms; absent: any. */
export type Domains = ReadonlyMap<string, readonly Scalar[]>;

type Obligation = { readonly condition: Condition; readonly positive: boolean };

interface Search {
  readonly domains: Domains;
  readonly bySubject: Map<string, Signed[]>;
  readonly signs: Map<string, boolean>;
  steps: number;
}

const nowMayHold = (literals: readonly Signed[]): boolean => {
  const dates = literals.flatMap(({ atom }) => (atom.op === 'now' ? [atom.at] : []));
  return instantCandidates(dates).some((instant) =>
    literals.every(({ atom, positive }) => atom.op !== 'now' || ordered(atom.order, instant - atom.at) === positive),
  );
};

/** Takes up a literal; false when it contradicts what is already taken up. `undo` takes it back. */
const assume = (search: Search, atom: Atom, positive: boolean, undo: (() => void)[]): boolean => {
  search.steps += 1;
  const key = atomKey(atom);
  const known = search.signs.get(key);
  if (known !== undefined) return known === positive;
  search.signs.set(key, positive);
  undo.push(() => search.signs.delete(key));
  const subject = subjectOf(atom);
  const literals = search.bySubject.get(subject) ?? [];
  search.bySubject.set(subject, literals);
  literals.push({ atom, positive });
  undo.push(() => literals.pop());
  if (literals.length > MAX_LITERALS_PER_SUBJECT) return true;
  if (isPathAtom(atom)) return attributeMayHold(literals, search.domains.get(subject) ?? null);
  return atom.op !== 'now' || nowMayHold(literals);
};

const search = (state: Search, pending: readonly Obligation[]): boolean => {
  if (state.steps > MAX_STEPS) return true;
  const undo: (() => void)[] = [];
  const choices: (readonly Obligation[])[] = [];
  const stack = [...pending].reverse();
  let isPossible = true;
  while (isPossible) {
    const next = stack.pop();
    if (next === undefined) break;
    const { condition, positive } = next;
    if (isAtom(condition)) {
      isPossible = assume(state, condition, positive, undo);
    } else if (condition.op === 'not') {
      for (const of of condition.of) stack.push({ condition: of, positive: !positive });
    } else {
      const parts = condition.of.map((of) => ({ condition: of, positive }));
      if ((condition.op === 'and') === positive) stack.push(...parts);
      else choices.push(parts);
    }
  }
  if (isPossible) isPossible = choose(state, choices);
  for (const step of undo.reverse()) step();
  return isPossible;
};

const choose = (state: Search, choices: readonly (readonly Obligation[])[]): boolean => {
  // The choice with the fewest ways first: it fails soonest.
  const [first, ...rest] = [...choices].sort((a, b) => a.length - b.length);
  if (first === undefined) return true;
  const others = rest.map((parts): Obligation => {
    const of = parts.map(
      ({ condition, positive }): Condition => (positive ? condition : { op: 'not', of: [condition] }),
    );
    return { condition: { op: 'or', of }, positive: true };
  });
  return first.some((part) => search(state, [part, ...others]));
};

/**
 * Whether some context and instant may make all of these conditions true. False is certain; true means "perhaps":
 * what the analysis does not understand, and what would take too long, counts as possible.
 *
 * Two-valued logic as in contract 3: a comparison on a missing attribute is false and negation is exact.
 */
export const mayHold = (conditions: readonly Condition[], domains: Domains = new Map()): boolean =>
  search(
    { domains, bySubject: new Map(), signs: new Map(), steps: 0 },
    conditions.map((condition) => ({ condition, positive: true })),
  );
