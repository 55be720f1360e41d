import { isPathAtom, type PathAtom, type Signed } from './atom.ts';
import { holds, type Scalar } from './holds.ts';
import { listMayHold } from './lists.ts';
import { numberCandidates } from './numbers.ts';
import { stringMayHold } from './strings.ts';

const isRight = (literals: readonly Signed[], value: Scalar): boolean =>
  literals.every(({ atom, positive }) => !isPathAtom(atom) || holds(atom, value) === positive);

/**
 * False when no value of one attribute, missing included, satisfies all of these literals about its path.
 * True when one may: every doubt counts as "may". `domain` are the only scalars that it can be (an enum), or
 * null; a list attribute's elements are not limited by it.
 */
export const attributeMayHold = (literals: readonly Signed[], domain: readonly Scalar[] | null): boolean => {
  if (!literals.some(({ positive }) => positive)) return true;
  if (domain !== null) return domain.some((value) => isRight(literals, value));
  if (listMayHold(literals) || isRight(literals, true) || isRight(literals, false)) return true;
  const atoms: PathAtom[] = literals.flatMap(({ atom }) => (isPathAtom(atom) ? [atom] : []));
  if (numberCandidates(atoms).some((value) => isRight(literals, value))) return true;
  // An object is present, and every other comparison on it is false.
  if (literals.every(({ atom, positive }) => positive === (atom.op === 'present'))) return true;
  return stringMayHold(literals);
};
