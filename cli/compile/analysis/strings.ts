import {
  type Cidr,
  compareSemver,
  isInCidr,
  lowerText,
  maskedAddress,
  parseCidr,
  parseSemver,
} from '@flagforge/sdk/engine';
import { isPathAtom, type PathAtom, type Signed } from './atom.ts';
import { holds, ordered, type Scalar } from './holds.ts';
import { datesIn, instantCandidates } from './numbers.ts';

type Bound = { readonly version: string; readonly isStrict: boolean };

const isLower = (atom: PathAtom): boolean => 'lower' in atom && atom.lower === true;

/** Whether a value is right for all literals; those that the value says nothing about count as right. */
const fits = (literals: readonly Signed[], value: Scalar, isSkipped: (atom: PathAtom) => boolean): boolean =>
  literals.every(({ atom, positive }) => !isPathAtom(atom) || isSkipped(atom) || holds(atom, value) === positive);

/** The texts that a positive equality or list leaves; null when it leaves infinitely many. */
const textsOf = (atom: PathAtom): readonly string[] | null => {
  if (atom.op !== '==' && atom.op !== 'in') return null;
  const literals = atom.op === '==' ? [atom.value] : atom.values;
  if (literals.some((literal) => typeof literal === 'object')) return null;
  return literals.filter((literal) => typeof literal === 'string');
};

const textImplies = (known: PathAtom, asked: PathAtom): boolean => {
  if (known.op !== 'starts_with' && known.op !== 'ends_with' && known.op !== 'contains') return false;
  if (asked.op !== 'starts_with' && asked.op !== 'ends_with' && asked.op !== 'contains') return false;
  if (typeof known.value !== 'string' || typeof asked.value !== 'string') return false;
  // What holds of the text holds of its lower case too, in lower case; not the other way round.
  if (isLower(known) && !isLower(asked)) return false;
  const text = isLower(asked) && !isLower(known) ? lowerText(known.value) : known.value;
  if (asked.op === 'contains') return text.includes(asked.value);
  if (asked.op !== known.op) return false;
  return asked.op === 'starts_with' ? text.startsWith(asked.value) : text.endsWith(asked.value);
};

/** False when the beginnings (or the ends) that are asked for exclude one another. */
const endsAgree = (positive: readonly PathAtom[], op: 'starts_with' | 'ends_with'): boolean => {
  const values = positive.flatMap((atom) => (atom.op === op ? [{ text: atom.value, folded: isLower(atom) }] : []));
  return values.every((a, index) =>
    values.slice(index + 1).every((b) => {
      const fold = (value: { text: string; folded: boolean }) =>
        a.folded || b.folded ? lowerText(value.text) : value.text;
      const [left, right] = [fold(a), fold(b)];
      return op === 'starts_with'
        ? left.startsWith(right) || right.startsWith(left)
        : left.endsWith(right) || right.endsWith(left);
    }),
  );
};

const semverOf = (atom: PathAtom): string | null =>
  'value' in atom && typeof atom.value === 'object' && 'semver' in atom.value ? atom.value.semver : null;

const opposite = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

const tighter = (bound: Bound | null, version: string, isStrict: boolean, direction: 1 | -1): Bound => {
  if (bound === null) return { version, isStrict };
  const order = compareVersions(version, bound.version) * direction;
  if (order > 0 || (order === 0 && isStrict)) return { version, isStrict };
  return bound;
};

const compareVersions = (a: string, b: string): number => {
  const [left, right] = [parseSemver(a), parseSemver(b)];
  return left === null || right === null ? 0 : compareSemver(left, right);
};

/** False when the versions that are asked for form an empty range, or a single one that is excluded. */
const versionsMayHold = (literals: readonly Signed[]): boolean => {
  let low: Bound | null = null;
  let high: Bound | null = null;
  const isVersion = literals.some(
    ({ atom, positive }) =>
      positive &&
      isPathAtom(atom) &&
      (semverOf(atom) !== null ||
        (atom.op === 'in' && atom.values.every((item) => typeof item === 'object' && 'semver' in item))),
  );
  if (!isVersion) return true;
  for (const { atom, positive } of literals) {
    if (!isPathAtom(atom)) continue;
    const version = semverOf(atom);
    if (version === null) continue;
    if (atom.op === '==') {
      if (!positive) continue;
      low = tighter(low, version, false, 1);
      high = tighter(high, version, false, -1);
    } else if (atom.op === '<' || atom.op === '<=' || atom.op === '>' || atom.op === '>=') {
      const op = positive ? atom.op : opposite[atom.op];
      if (op === '>' || op === '>=') low = tighter(low, version, op === '>', 1);
      else high = tighter(high, version, op === '<', -1);
    }
  }
  // A list of versions, like an equality, leaves only its own items to try.
  for (const { atom, positive } of literals) {
    if (!positive || !isPathAtom(atom) || atom.op !== 'in') continue;
    const versions = atom.values.flatMap((item) => (typeof item === 'object' && 'semver' in item ? [item.semver] : []));
    if (versions.length !== atom.values.length) continue;
    const isOutside = (version: string): boolean =>
      (low !== null && !ordered(low.isStrict ? '>' : '>=', compareVersions(version, low.version))) ||
      (high !== null && !ordered(high.isStrict ? '<' : '<=', compareVersions(version, high.version))) ||
      literals.some(
        (other) =>
          isPathAtom(other.atom) && isAboutVersion(other.atom) && holds(other.atom, version) !== other.positive,
      );
    if (versions.every(isOutside)) return false;
  }
  if (low === null || high === null) return true;
  const order = compareVersions(low.version, high.version);
  if (order > 0 || (order === 0 && (low.isStrict || high.isStrict))) return false;
  if (order < 0) return true;
  const only = low.version;
  return literals.every(
    ({ atom, positive }) => !isPathAtom(atom) || !isAboutVersion(atom) || holds(atom, only) === positive,
  );
};

/** Atoms whose answer is the same for all spellings of one version. */
const isAboutVersion = (atom: PathAtom): boolean =>
  semverOf(atom) !== null ||
  (atom.op === 'in' && atom.values.every((item) => typeof item === 'object' && 'semver' in item));

const networksOf = (atom: PathAtom): readonly Cidr[] | null => {
  if (atom.op !== 'in' || !atom.values.every((item) => typeof item === 'object' && 'cidr' in item)) return null;
  return atom.values.flatMap((item) => {
    const network = typeof item === 'object' && 'cidr' in item ? parseCidr(item.cidr) : null;
    return network === null ? [] : [network];
  });
};

const isWithin = (inner: Cidr, outer: Cidr): boolean =>
  inner.prefix >= outer.prefix && isInCidr(maskedAddress(inner), outer);

/** Networks are nested or apart, so the smallest ones that every list covers are all there is to try. */
const networksMayHold = (literals: readonly Signed[]): boolean => {
  const asked: (readonly Cidr[])[] = [];
  const excluded: Cidr[] = [];
  for (const { atom, positive } of literals) {
    const networks = isPathAtom(atom) ? networksOf(atom) : null;
    if (networks === null) continue;
    if (positive) asked.push(networks);
    else excluded.push(...networks);
  }
  if (asked.length === 0) return true;
  return asked
    .flat()
    .some(
      (network) =>
        asked.every((list) => list.some((outer) => isWithin(network, outer))) &&
        !excluded.some((outer) => isWithin(network, outer)),
    );
};

const isAboutDate = (atom: PathAtom): boolean => datesIn([atom]).length > 0;

const datesMayHold = (literals: readonly Signed[]): boolean => {
  const about = literals.filter(({ atom }) => isPathAtom(atom) && isAboutDate(atom));
  if (!about.some(({ positive }) => positive)) return true;
  const atoms = about.flatMap(({ atom }) => (isPathAtom(atom) ? [atom] : []));
  return instantCandidates(datesIn(atoms)).some((instant) => fits(about, instant, () => false));
};

/** False when no string can satisfy all of these literals about one path; true when one may. */
export const stringMayHold = (literals: readonly Signed[]): boolean => {
  const positive: PathAtom[] = [];
  for (const literal of literals) {
    if (!isPathAtom(literal.atom)) continue;
    if (literal.atom.op === 'present' && !literal.positive) return false;
    if (literal.positive) {
      const { atom } = literal;
      if (atom.op === 'contains_any' || atom.op === 'contains_all') return false;
      positive.push(atom);
    }
  }
  for (const atom of positive) {
    const texts = textsOf(atom);
    if (texts === null) continue;
    // Of a text that is known in lower case only, nothing follows for atoms that see its real case.
    const isSkipped = isLower(atom) ? (other: PathAtom) => !isLower(other) && other.op !== 'present' : () => false;
    if (!texts.some((text) => fits(literals, text, isSkipped))) return false;
  }
  if (positive.some((atom) => !stringsExist(atom))) return false;
  if (!endsAgree(positive, 'starts_with') || !endsAgree(positive, 'ends_with')) return false;
  for (const { atom, positive: isPositive } of literals) {
    if (!isPositive && isPathAtom(atom) && positive.some((known) => textImplies(known, atom))) return false;
  }
  return versionsMayHold(literals) && networksMayHold(literals) && datesMayHold(literals);
};

/** Whether any string at all can satisfy the atom. */
const stringsExist = (atom: PathAtom): boolean => {
  switch (atom.op) {
    case '<':
    case '<=':
    case '>':
    case '>=':
      return typeof atom.value !== 'number';
    case '==':
      return typeof atom.value !== 'number' && typeof atom.value !== 'boolean';
    case 'contains':
      return typeof atom.value === 'string';
    default:
      return true;
  }
};
